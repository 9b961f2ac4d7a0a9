import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { claimState, readState, removeState, writeState, type NativeState } from "./state.ts";

const starting: NativeState = {
  mode: "native",
  url: "http://127.0.0.1:8080",
  status: "starting",
  runner: { pid: 1, startTime: "1", command: "node" },
  replicas: [],
  redis: null,
  nginx: null,
};

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "demo-state-"));
  file = join(folder, "deeper", "state.json");
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe("readState()", () => {
  it("gives null when no demo was started", () => {
    expect(readState(file)).toBeNull();
  });

  it("gives what was claimed and then written, and leaves no draft", () => {
    claimState(file, starting);
    expect(readState(file)).toEqual(starting);
    writeState(file, { ...starting, status: "ready" });
    expect(readState(file)).toEqual({ ...starting, status: "ready" });
    expect(readdirSync(join(folder, "deeper"))).toEqual(["state.json"]);
  });

  it.each(["", "{", "{}", '{"mode":"native","url":"http://127.0.0.1:1","replicas":[{"pid":-1}]}'])(
    "refuses a file that holds %j",
    (text) => {
      claimState(file, starting);
      writeFileSync(file, text);
      expect(() => readState(file)).toThrow("is not a state that this version understands");
    },
  );
});

describe("claimState()", () => {
  it("lets one of two starts have it", () => {
    claimState(file, starting);
    expect(() => {
      claimState(file, starting);
    }).toThrow("another ./scripts/demo");
  });

  it("succeeds again after removeState()", () => {
    claimState(file, starting);
    removeState(file);
    claimState(file, { ...starting, url: "http://127.0.0.1:9090" });
    expect(readState(file)?.url).toBe("http://127.0.0.1:9090");
  });
});
