import { EventEmitter, once } from "node:events";
import type { RequestListener, ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";
import { setTimeout } from "node:timers/promises";

import { describe, expect, it } from "vitest";

import { listen } from "./listen.ts";

const localhost = "127.0.0.1";
const patient = { idleMs: 10_000, limitMs: 20_000 };

/** A server, connections to it, and the requests that its handler is given. */
async function start(handler: RequestListener) {
  const arrivals = new EventEmitter();
  const server = await listen(
    (req, res) => {
      handler(req, res);
      arrivals.emit("request", res);
    },
    { host: localhost, port: 0 },
  );
  const open = async (): Promise<Socket> => {
    const socket = connect(server.port, localhost);
    await once(socket, "connect");
    return socket;
  };
  const arrival = async (): Promise<ServerResponse> => {
    const [res] = (await once(arrivals, "request")) as [ServerResponse];
    return res;
  };
  return { server, open, arrival };
}

/** A handler that answers when it is told to. */
function holdResponses(): { handler: RequestListener; finish: () => void } {
  const held: ServerResponse[] = [];
  return {
    handler: (_req, res) => held.push(res),
    finish: () => {
      for (const res of held.splice(0)) res.end("done");
    },
  };
}

function ask(socket: Socket, path: string): void {
  socket.write(`GET ${path} HTTP/1.1\r\nHost: ${localhost}\r\n\r\n`);
}

/** All that comes until the server closes the connection. */
async function readToEnd(socket: Socket): Promise<string> {
  let text = "";
  for await (const chunk of socket) text += String(chunk);
  return text;
}

describe("drain()", () => {
  it("lets a running request finish, tells it to be the last, and takes no new connection", async () => {
    const { handler, finish } = holdResponses();
    const { server, open, arrival } = await start(handler);
    const socket = await open();
    ask(socket, "/");
    const text = readToEnd(socket);
    await arrival();
    const drained = server.drain(patient);
    await setTimeout(50);
    await expect(open()).rejects.toMatchObject({ code: "ECONNREFUSED" });
    finish();
    expect(await text).toMatch(/Connection: close[^]*done/);
    expect(await drained).toBe(true);
  });

  it("answers the requests of connections that still wait to be accepted", async () => {
    const { server } = await start((_req, res) => res.end("done"));
    const sockets = Array.from({ length: 50 }, () => connect(server.port, localhost));
    for (const socket of sockets) ask(socket, "/");
    await Promise.all(sockets.map((socket) => once(socket, "connect")));
    const texts = sockets.map(readToEnd);
    expect(await server.drain(patient)).toBe(true);
    expect((await Promise.all(texts)).filter((text) => text.endsWith("done"))).toHaveLength(50);
  });

  it("leaves an idle connection open, and answers the request that still comes over it", async () => {
    const { server, open } = await start((req, res) => res.end(req.url));
    const socket = await open();
    ask(socket, "/before");
    await once(socket, "data");
    const drained = server.drain(patient);
    ask(socket, "/meanwhile");
    const text = await readToEnd(socket);
    expect(text).toContain("/meanwhile");
    expect(text).toContain("Connection: close");
    expect(await drained).toBe(true);
  });

  it("is over when the other side closes what is idle", async () => {
    const { server, open } = await start((_req, res) => res.end());
    const socket = await open();
    ask(socket, "/");
    await once(socket, "data");
    const drained = server.drain(patient);
    socket.end();
    expect(await drained).toBe(true);
  });

  it("closes what is idle when the patience with it is over", async () => {
    const { server, open } = await start((_req, res) => res.end("done"));
    const socket = await open();
    ask(socket, "/");
    await once(socket, "data");
    expect(await server.drain({ ...patient, idleMs: 0 })).toBe(true);
  });

  it("answers all that is pipelined, and only the last answer says so", async () => {
    const { handler, finish } = holdResponses();
    const { server, open, arrival } = await start(handler);
    const socket = await open();
    ask(socket, "/before");
    const text = readToEnd(socket);
    await arrival();
    const drained = server.drain(patient);
    ask(socket, "/meanwhile");
    // a new connection is refused before the bytes are read: give the server a turn with them
    await setTimeout(50);
    finish();
    await arrival();
    finish();
    const [, before, meanwhile] = (await text).split("HTTP/1.1 200 OK");
    expect(before).not.toContain("Connection: close");
    expect(meanwhile).toContain("Connection: close");
    expect(await drained).toBe(true);
  });

  it.each(["before", "during"])("ends an event stream that began %s the drain", async (when) => {
    const { server, open, arrival } = await start((_req, res) => {
      res.setHeader("Content-Type", "text/event-stream").write("data: hello\n\n");
    });
    const socket = await open();
    const options = { ...patient, idleMs: 0 };
    let drained = when === "during" ? server.drain(options) : undefined;
    ask(socket, "/");
    const text = readToEnd(socket);
    await arrival();
    drained ??= server.drain(options);
    expect(await text).toMatch(/data: hello[^]*\r\n0\r\n\r\n$/);
    expect(await drained).toBe(true);
  });

  it("cuts off the requests that still run at the limit", async () => {
    const { server, open, arrival } = await start(() => {});
    const socket = await open();
    ask(socket, "/");
    const text = readToEnd(socket);
    await arrival();
    expect(await server.drain({ idleMs: 0, limitMs: 10 })).toBe(false);
    expect(await text).toBe("");
  });
});
