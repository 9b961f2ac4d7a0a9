import { pipeline } from "../../support/pipeline.ts";
import { holdSlowSockets } from "../../support/slow-sockets.ts";
import type { Fault, Scene } from "../fault.ts";
import { singleServer } from "../scenes.ts";
import type { SubjectProcess } from "../subject-process.ts";

const SLOW_SOCKETS = 200;
const PIPELINED_REQUESTS = 2000;

/** Clients who take more than their share, while everybody else is at work. test/demo/limits.test.ts sees that they are cut off. */
export const greedyClients: readonly Fault[] = [
  {
    name: `${SLOW_SOCKETS} slow connections at nginx, and as many at a replica`,
    seconds: 8,
    isBehindNginx: true,
    promised: { failures: 0 },
    set: () => {
      const over = new AbortController();
      const begin = (doors: readonly string[]): undefined => {
        for (const url of doors) void holdSlowSockets(url, SLOW_SOCKETS, over.signal);
      };
      return scene(begin, () => over.abort());
    },
  },
  {
    name: `${PIPELINED_REQUESTS.toLocaleString("en")} requests on one connection at once, at nginx and at a replica`,
    isBehindNginx: true,
    promised: { failures: 0, longestWaitMs: 100 },
    set: () => scene((doors) => Promise.all(doors.map((url) => burst(url)))),
  },
];

async function scene(
  begin: (doors: readonly string[]) => Promise<unknown> | undefined,
  end: () => void = () => undefined,
): Promise<Scene> {
  const none = (): undefined => undefined;
  const single = await singleServer({ begin: none, end: none });
  return {
    ...single,
    begin: (replicas, fronts) => begin([...fronts, ...doorOf(replicas)]),
    end: () => {
      end();
      return undefined;
    },
  };
}

function doorOf([replica]: readonly SubjectProcess[]): string[] {
  return replica ? [replica.url] : [];
}

/** Somebody signs in, and asks for the session as often as that over one connection. */
async function burst(url: string): Promise<void> {
  const login = await fetch(`${url}/login?user=in-a-hurry`, { method: "POST" });
  const cookie = login.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  await pipeline(url, PIPELINED_REQUESTS, { path: "/read", cookie });
}
