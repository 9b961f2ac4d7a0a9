import { once } from "node:events";
import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { freePorts, requirePort } from "./ports.ts";

describe("freePorts()", () => {
  it("gives as many different ports as asked for, each one free", async () => {
    const ports = await freePorts(5);
    expect(new Set(ports).size).toBe(5);
    await Promise.all(ports.map((port) => requirePort(port)));
  });
});

describe("requirePort()", () => {
  it("rejects for a port that is taken, and says by whom and what to do", async () => {
    const [port = 0] = await freePorts(1);
    const server = createServer().listen(port, "127.0.0.1");
    await once(server, "listening");
    await expect(requirePort(port)).rejects.toThrow(
      new RegExp(
        `port ${port} of 127[.]0[.]0[.]1 is taken by .+ [(]pid ${process.pid}[)]: .*choose another port with --port`,
      ),
    );
    server.close();
    await once(server, "close");
  });
});
