import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";

import { describe, expect, it, onTestFinished } from "vitest";

import { inTurn } from "./in-turn.ts";

async function start(handler: RequestListener): Promise<number> {
  const server = createServer(inTurn(handler)).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return (server.address() as AddressInfo).port;
}

/** Sends requests over one connection, all at once, and gives all that comes back. */
async function pipeline(port: number, paths: readonly string[]): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  const requests = paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`);
  socket.write(`${requests.join("")}GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
  let text = "";
  for await (const chunk of socket) text += String(chunk);
  return text;
}

describe("inTurn()", () => {
  it("begins with a request when the answer to the one before has gone", async () => {
    let running = 0;
    let most = 0;
    const port = await start((req, res) => {
      running += 1;
      most = Math.max(most, running);
      setImmediate(() => {
        running -= 1;
        res.end(req.url);
      });
    });
    const text = await pipeline(port, ["/a", "/b", "/c"]);
    expect(text.match(/\/[a-z]+$|\/[a-z]+(?=HTTP)/g)).toEqual(["/a", "/b", "/c", "/last"]);
    expect(most).toBe(1);
  });

  it("answers every one of 2,000 pipelined requests, bodies included", async () => {
    const port = await start((req, res) => {
      let length = 0;
      req.on("data", (chunk: Buffer) => (length += chunk.length));
      req.on("end", () => res.end(`<${length}>`));
    });
    const socket = connect(port, "127.0.0.1");
    const head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 50\r\n";
    const body = "x".repeat(50);
    const one = `${head}\r\n${body}`;
    socket.write(`${one.repeat(1999)}${head}Connection: close\r\n\r\n${body}`);
    let text = "";
    for await (const chunk of socket) text += String(chunk);
    expect(text.match(/<50>/g)).toHaveLength(2000);
  });

  it("lets other connections have their turn between two pipelined requests", async () => {
    const order: string[] = [];
    const port = await start((req, res) => {
      order.push(req.url ?? "");
      res.end();
    });
    const other = connect(port, "127.0.0.1");
    await once(other, "connect");
    const pipelined = pipeline(
      port,
      Array.from({ length: 2000 }, () => "/many"),
    );
    for (let asked = 0; asked < 20; asked += 1) {
      other.write("GET /other HTTP/1.1\r\nHost: a\r\n\r\n");
      await once(other, "data");
    }
    const before = order.length;
    await pipelined;
    other.destroy();
    // Handed over all at once, the 2,000 would come before all but the first of the others.
    expect(before).toBeLessThan(1500);
  });

  it("forgets what waits on a connection that was closed", async () => {
    const paths: string[] = [];
    const port = await start((req, res) => {
      paths.push(req.url ?? "");
      req.socket.destroy();
      res.end();
    });
    await pipeline(port, ["/a", "/b"]).catch(() => undefined);
    await setTimeout(20);
    expect(paths).toEqual(["/a"]);
  });
});
