import { describe, expect, it } from "vitest";
import { readOptions } from "./options.ts";

describe("readOptions()", () => {
  it("measures every subject at the first size and load by default", () => {
    expect(readOptions([])).toMatchObject({
      subjects: undefined,
      workloads: undefined,
      bytes: [300],
      connections: [64],
      replicas: [1],
      rounds: 3,
      memory: [],
      node: process.execPath,
    });
  });

  it("takes the main subjects once with --quick", () => {
    expect(readOptions(["--quick"])).toMatchObject({
      rounds: 1,
      subjects: expect.arrayContaining(["express-session"]),
      workloads: ["read", "modify", "anonymous", "login"],
    });
  });

  it("takes all sizes, loads and numbers of sessions with --full", () => {
    expect(readOptions(["--full"])).toMatchObject({
      bytes: [300, 4096, 65536],
      connections: [64, 512],
      replicas: [1, 3],
      memory: [100_000, 1_000_000],
    });
  });

  it("prefers what is named to what --quick means", () => {
    expect(readOptions(["--quick", "--subjects", "hono,fastify", "--rounds", "2"])).toMatchObject({
      subjects: ["hono", "fastify"],
      rounds: 2,
    });
  });

  it.each(["0", "-1", "1.5", "many"])("refuses --rounds=%s", (value) => {
    expect(() => readOptions([`--rounds=${value}`])).toThrow("--rounds takes whole numbers above 0");
  });

  it("answers a call for help with nothing to run", () => {
    expect(readOptions(["--help"])).toBeUndefined();
  });
});
