// The count without a framework: node:http, and sessions in this process.
//
//   node examples/node-http.js
//   curl -c jar -b jar http://127.0.0.1:3000/          {"count":0}, then {"count":1}
import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { MemoryStore } from "hertz-sessions/memory";
import { getSession, sessions } from "hertz-sessions/node";

const { PORT = "3000" } = process.env;
const giveSession = sessions(
  "mysession",
  new MemoryStore({ secrets: [randomBytes(32).toString("base64url")] }),
);

async function count(request) {
  const session = await getSession(request);
  const visits = (session.get("count") ?? -1) + 1;
  session.set("count", visits);
  await session.save();
  return visits;
}

const server = createServer((request, response) => {
  giveSession(request, response);
  count(request).then(
    (visits) => response.setHeader("Content-Type", "application/json").end(JSON.stringify({ count: visits })),
    (error) => response.writeHead(error.status ?? 500).end(),
  );
});

server.listen(Number(PORT), "127.0.0.1");
