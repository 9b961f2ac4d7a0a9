import { once } from "node:events";
import type { RequestListener, ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";

import { describe, expect, it } from "vitest";

import { drain, listen } from "./server.ts";

const localhost = "127.0.0.1";

async function start(handler: RequestListener) {
  const { server, port } = await listen(handler, { host: localhost, port: 0 });
  const open = async (): Promise<Socket> => {
    const socket = connect(port, localhost);
    await once(socket, "connect");
    return socket;
  };
  return { server, port, open };
}

/** A handler that answers when it is told to. */
function holdResponses(): { handler: RequestListener; finish: () => void } {
  const held: ServerResponse[] = [];
  return {
    handler: (_req, res) => held.push(res),
    finish: () => {
      for (const res of held) res.end("done");
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

describe("listen()", () => {
  it.each([
    ["127.0.0.1", "http://127.0.0.1:"],
    ["::1", "http://[::1]:"],
  ])("at %s gives an address that answers", async (host, prefix) => {
    const { server, port, address } = await listen((_req, res) => res.end("hello"), { host, port: 0 });
    expect(address).toBe(`${prefix}${port}`);
    expect(await (await fetch(address)).text()).toBe("hello");
    await drain(server, 1000);
  });

  it("rejects when the address is taken", async () => {
    const { server, port } = await start(() => {});
    await expect(listen(() => {}, { host: localhost, port })).rejects.toMatchObject({ code: "EADDRINUSE" });
    await drain(server, 1000);
  });
});

describe("drain()", () => {
  it("closes connections that are idle", async () => {
    const { handler, finish } = holdResponses();
    const { server, open } = await start(handler);
    const socket = await open();
    ask(socket, "/");
    const text = readToEnd(socket);
    const [, res] = (await once(server, "request")) as [unknown, ServerResponse];
    const answered = once(res, "close");
    finish();
    await answered;
    expect(await drain(server, 10_000)).toBe(true);
    expect(await text).toContain("done");
  });

  it("lets a running request finish and takes no new connection", async () => {
    const { handler, finish } = holdResponses();
    const { server, open } = await start(handler);
    const socket = await open();
    ask(socket, "/");
    const text = readToEnd(socket);
    await once(server, "request");
    const drained = drain(server, 10_000);
    await expect(open()).rejects.toMatchObject({ code: "ECONNREFUSED" });
    finish();
    expect(await text).toContain("done");
    expect(await drained).toBe(true);
  });

  it("answers a request that still comes over an open connection, and says that it was the last", async () => {
    const { handler, finish } = holdResponses();
    const { server, open } = await start(handler);
    const socket = await open();
    ask(socket, "/before");
    const text = readToEnd(socket);
    await once(server, "request");
    const drained = drain(server, 10_000);
    ask(socket, "/meanwhile");
    await once(server, "request");
    finish();
    const [, before, meanwhile] = (await text).split("HTTP/1.1 200 OK");
    expect(before).not.toContain("Connection: close");
    expect(meanwhile).toContain("Connection: close");
    expect(await drained).toBe(true);
  });

  it("cuts off the requests that still run at the limit", async () => {
    const { server, open } = await start(() => {});
    const socket = await open();
    ask(socket, "/");
    const text = readToEnd(socket);
    await once(server, "request");
    expect(await drain(server, 10)).toBe(false);
    expect(await text).toBe("");
  });
});
