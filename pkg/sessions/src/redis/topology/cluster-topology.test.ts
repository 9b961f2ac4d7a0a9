import { describe, expect, it } from "vitest";
import { FakeCommands } from "../../../../../test/support/fake-commands.ts";
import { ClusterTopology } from "./cluster-topology.ts";
import { hashSlotOf } from "./hash-slot.ts";
import { RedisNode } from "./redis-node.ts";

const HOUR = 3_600_000;
const [KEY, OTHER_KEY] = ["session:{AAAA}x", "session:{AAAB}x"];

/** A node whose clock is set to so many milliseconds since 1970. */
function nodeAt(time: number): RedisNode {
  return new RedisNode(new FakeCommands(() => time));
}

/** A cluster of which the client knows these nodes, and where whatever it evaluates is run at so many milliseconds since 1970. */
function clusterOf(
  nodes: Record<string, RedisNode>,
  elsewhere = 0,
): { topology: ClusterTopology; evaluated: string[] } {
  const evaluated: string[] = [];
  const topology = new ClusterTopology({
    isDown: false,
    primaryOf: (slot) => Object.entries(nodes).find(([key]) => hashSlotOf(key) === slot)?.[1],
    evaluate: (source) => {
      evaluated.push(source);
      return Promise.resolve(source.includes("TIME") ? [String(elsewhere / 1000), "0"] : "evaluated");
    },
  });
  return { topology, evaluated };
}

const inTime = (): number => performance.now() + 1000;

async function timeAt(node: RedisNode): Promise<number> {
  await node.clock.known();
  return Math.round(node.clock.now() / HOUR);
}

/** Answers that the key lies elsewhere when it is asked of this node. */
function refusingAt(refusing: RedisNode, refusal: string) {
  return (node: RedisNode): Promise<number> =>
    node === refusing ? Promise.reject(new Error(refusal)) : timeAt(node);
}

describe("ClusterTopology", () => {
  it("asks the node that has a key, by that node's own clock", async () => {
    const { topology } = clusterOf({ [KEY]: nodeAt(HOUR), [OTHER_KEY]: nodeAt(3 * HOUR) });
    expect(await topology.ask(KEY, inTime(), timeAt)).toBe(1);
    expect(await topology.ask(OTHER_KEY, inTime(), timeAt)).toBe(3);
    expect(Math.round(topology.now(OTHER_KEY) / HOUR)).toBe(3);
  });

  it.each(["MOVED 1 10.0.0.2:6379", "ASK 1 10.0.0.2:6379"])(
    "after %s it asks where the key lies now, by the clock of that node",
    async (refusal) => {
      const node = nodeAt(HOUR);
      const { topology, evaluated } = clusterOf({ [KEY]: node }, 5 * HOUR);
      expect(await topology.ask(KEY, inTime(), refusingAt(node, refusal))).toBe(5);
      expect(evaluated).toEqual(["return redis.pcall('TIME')"]);
    },
  );

  it("does not follow a redirection that comes after the deadline", async () => {
    const node = nodeAt(HOUR);
    const { topology, evaluated } = clusterOf({ [KEY]: node });
    const late = performance.now() - 1;
    await expect(topology.ask(KEY, late, refusingAt(node, "MOVED 1 10.0.0.2:6379"))).rejects.toThrow("MOVED");
    expect(evaluated).toEqual([]);
  });

  it("calls again while the keys of a script are between two nodes, and then where they have gone", async () => {
    const node = nodeAt(HOUR);
    const { topology } = clusterOf({ [KEY]: node }, 5 * HOUR);
    const refusals = ["TRYAGAIN Multiple keys", "TRYAGAIN Multiple keys", "MOVED 1 10.0.0.2:6379"];
    const call = (asked: RedisNode): Promise<number> => {
      const refusal = asked === node ? refusals.shift() : undefined;
      return refusal === undefined ? timeAt(asked) : Promise.reject(new Error(refusal));
    };
    expect(await topology.ask(KEY, inTime(), call)).toBe(5);
    expect(refusals).toEqual([]);
  });

  it("gives up before the deadline when the keys of a script stay between two nodes", async () => {
    const node = nodeAt(HOUR);
    const { topology } = clusterOf({ [KEY]: node });
    const dueAt = performance.now() + 100;
    let calls = 0;
    const call = (): Promise<number> => {
      calls += 1;
      return Promise.reject(new Error("TRYAGAIN Multiple keys"));
    };
    await expect(topology.ask(KEY, dueAt, call)).rejects.toThrow("TRYAGAIN");
    expect(calls).toBeGreaterThan(1);
  });

  it("does not send again what failed in another way: it may have been carried out", async () => {
    const node = nodeAt(HOUR);
    const { topology, evaluated } = clusterOf({ [KEY]: node });
    const call = refusingAt(node, "Connection is closed.");
    await expect(topology.ask(KEY, inTime(), call)).rejects.toThrow("Connection is closed.");
    expect(evaluated).toEqual([]);
  });

  it("lets the client lead the way while there is no connection to the node of a key", async () => {
    const { topology } = clusterOf({}, 7 * HOUR);
    expect(await topology.ask(KEY, inTime(), timeAt)).toBe(7);
    expect(await topology.ask(KEY, inTime(), ({ commands }) => commands.get(KEY))).toBe("evaluated");
  });

  it("is down for the keys of a node that is out of reach, and for no others", () => {
    const lost = new FakeCommands(() => 0);
    lost.isDown = true;
    const { topology } = clusterOf({ [KEY]: new RedisNode(lost), [OTHER_KEY]: nodeAt(HOUR) });
    expect(topology.isDown(KEY)).toBe(true);
    expect(topology.isDown(OTHER_KEY)).toBe(false);
  });
});
