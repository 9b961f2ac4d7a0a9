import { describe, expect, it } from "vitest";
import type { DockerState, NativeState } from "../demo/state.ts";
import { requireKillable } from "./kill.ts";

const url = "http://127.0.0.1:8080";
const common = { url, status: "ready" as const, runner: null };

function native(replicas: number): NativeState {
  const process = { pid: 1, startTime: "1", command: "node", url };
  return {
    ...common,
    mode: "native",
    nginx: null,
    redis: null,
    replicas: Array.from({ length: replicas }, (_, index) => ({ ...process, name: `replica-${index + 1}` })),
  };
}

describe("requireKillable()", () => {
  it("gives a demo of processes that has another replica for the visitors", () => {
    const demo = native(2);
    expect(requireKillable({ url, replicas: 2, demo })).toBe(demo);
  });

  it("refuses a demo with one replica", () => {
    expect(() => requireKillable({ url, replicas: 1, demo: native(1) })).toThrow("two replicas or more");
  });

  it("says how to do it by hand when the replicas are containers", () => {
    const replicas = [{ name: "0123456789ab" }, { name: "ba9876543210" }, { name: "00ff00ff00ff" }];
    const demo: DockerState = { ...common, mode: "docker", compose: ["docker", "compose"], replicas };
    const require = () => requireKillable({ url, replicas: 3, demo });
    expect(require).toThrow("docker kill ba9876543210");
    expect(require).toThrow("./scripts/prove --replicas 2");
    expect(require).toThrow("docker start ba9876543210");
    expect(require).toThrow("docker compose kill -s HUP nginx");
  });

  it("says how to start a demo when none runs here", () => {
    expect(() => requireKillable({ url, replicas: 3, demo: null })).toThrow("./scripts/demo starts one");
  });
});
