import { describe, expect, it } from "vitest";
import { largeCookieHeader, liveHeapBytes } from "../../../../../test/support/heap.ts";
import { NOW, pairsOf, sessionOf } from "../../../../../test/support/sealed-sessions.ts";
import { DEFAULT_COOKIE_ATTRIBUTES } from "../../core/settings/cookie-options.ts";
import { JweSealing } from "./jwe-sealing.ts";
import { SealedCookies } from "./sealed-cookies.ts";
import type { SealedSession } from "./sealed-payload.ts";
import type { Sealing } from "./sealing.ts";

const SECRETS = ["a secret of the tests, long enough"];

/** Bytes of payloads that take one cookie and three. */
const SMALL = 200;
const LARGEST = 8500;

const giving = new SealedCookies("a", new JweSealing("a", SECRETS));

function give(session: SealedSession): readonly string[] {
  return giving.give(session, [], DEFAULT_COOKIE_ATTRIBUTES, false);
}

describe("SealedCookies, finding the same again", () => {
  /** Cookies that note each value which is unsealed for them. */
  function watched(): { readonly cookies: SealedCookies; readonly unsealed: string[] } {
    const sealing = new JweSealing("a", SECRETS);
    const unsealed: string[] = [];
    const open = (value: string): ReturnType<Sealing["open"]> => {
      unsealed.push(value);
      return sealing.open(value);
    };
    const noting: Sealing = {
      beginning: sealing.beginning,
      open,
      seal: (text) => sealing.seal(text),
      isWhole: (value) => sealing.isWhole(value),
      capacityOf: (characters) => sealing.capacityOf(characters),
    };
    return { cookies: new SealedCookies("a", noting), unsealed };
  }

  it("unseals a value once, in one cookie or in several", () => {
    for (const bytes of [SMALL, LARGEST]) {
      const { cookies: remembering, unsealed } = watched();
      const session = sessionOf(bytes);
      const header = pairsOf(give(session)).join("; ");
      for (let time = 0; time < 3; time += 1) expect(remembering.find(header, NOW).session).toEqual(session);
      expect(unsealed).toHaveLength(1);
    }
  });

  it("gives each request entries of its own", () => {
    const { cookies: remembering } = watched();
    const session = sessionOf(SMALL);
    const header = pairsOf(give(session)).join("; ");
    for (let time = 0; time < 3; time += 1) {
      const found = remembering.find(header, NOW).session;
      expect(found).toEqual(session);
      found?.row.entries.set('"n"', "another");
    }
  });

  it("asks the clock each time: a session that it remembers ends when its time is over", () => {
    const { cookies: remembering } = watched();
    const header = pairsOf(give(sessionOf(SMALL))).join("; ");
    expect(remembering.find(header, NOW + 59_999).session).toBeDefined();
    expect(remembering.find(header, NOW + 60_000).session).toBeUndefined();
  });

  it("does not remember what does not open", () => {
    const { cookies: remembering, unsealed } = watched();
    const forged = pairsOf(give(sessionOf(SMALL))).map(
      (pair) => `${pair.slice(0, -9)}forged_${pair.slice(-2)}`,
    );
    for (let time = 0; time < 2; time += 1) {
      expect(remembering.find(forged.join("; "), NOW).session).toBeUndefined();
    }
    expect(unsealed).toHaveLength(2);
  });

  it("keeps nothing of the headers that the values came in", () => {
    const remembering = new SealedCookies("a", new JweSealing("a", SECRETS));
    const pairs = Array.from({ length: 500 }, () => pairsOf(give(sessionOf(SMALL))));
    const before = liveHeapBytes();
    const found = pairs.filter((pair) => remembering.find(largeCookieHeader(pair), NOW).session);
    expect((liveHeapBytes() - before) / found.length).toBeLessThan(4000);
    expect(found).toHaveLength(500);
  });
});
