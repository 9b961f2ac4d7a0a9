import assert from "node:assert/strict";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { sessionEvents } from "../../core/diagnostics/session-events.ts";
import type { ContractCase, Stage } from "../contract.ts";
import { Browser } from "../replica.ts";
import { saveValues } from "./visits.ts";

/** One message, and the channel that it came over. */
interface Heard {
  readonly event: string;
  readonly message: Record<string, unknown>;
}

/** What is told while something runs; other requests of this process may be told of as well. */
async function listen(run: () => Promise<void>): Promise<readonly Heard[]> {
  const heard: Heard[] = [];
  const stops = Object.keys(sessionEvents).map((event) => {
    const channel = `hertz-sessions:${event}`;
    const hear = (message: unknown): void => {
      heard.push({ event, message: message as Record<string, unknown> });
    };
    subscribe(channel, hear);
    return () => unsubscribe(channel, hear);
  });
  try {
    await run();
  } finally {
    for (const stop of stops) stop();
  }
  return heard;
}

/** A session that is saved, read, given another id and ended. @returns what was told, and what nobody may be told */
async function liveLife(
  stage: Stage,
): Promise<{ heard: readonly Heard[]; handles: string[]; secrets: string[] }> {
  const [replica] = await stage.replicas();
  const browser = new Browser();
  const handles: string[] = [];
  const secrets = ["a value that nobody is told"];
  const note = ({ id, handle }: { id: string; handle: string }): void => {
    handles.push(handle);
    secrets.push(id, browser.cookie ?? id);
  };
  const heard = await listen(async () => {
    await saveValues(replica, browser, { private: secrets[0] });
    await replica.visit(browser, async (session) => {
      note(session);
      await session.regenerate();
      note(session);
    });
    await replica.visit(browser, (session) => session.destroy());
  });
  return { heard, handles, secrets };
}

/** S12: what is seen from outside. */
export const eventCases: readonly ContractCase[] = [
  {
    rule: "S12",
    ability: "regenerate",
    name: "who listens is told of each load, save, regenerate and destroy of a session, by its handle",
    async run(stage) {
      const { heard, handles } = await liveLife(stage);
      const own = heard.filter(({ message }) => handles.includes(String(message["handle"])));
      const told = own.map(({ event }) => event).filter((event) => event !== "renew");
      assert.deepEqual(told, ["save", "load", "regenerate", "load", "destroy"]);
    },
  },
  {
    rule: "S12",
    ability: "regenerate",
    name: "no event carries an id, a cookie's value or a value of the session",
    async run(stage) {
      const { heard, secrets } = await liveLife(stage);
      const text = JSON.stringify(heard);
      assert.ok(heard.length > 0);
      const leaked = secrets.filter((secret) => text.includes(secret));
      assert.equal(leaked.length, 0);
    },
  },
];
