import { describe, expect, it } from "vitest";
import { NOW, pairsOf, sessionOf } from "../../../../../test/support/sealed-sessions.ts";
import { DEFAULT_COOKIE_ATTRIBUTES } from "../../core/settings/cookie-options.ts";
import type { CookieAttributes } from "../../core/settings/cookie-options.ts";
import { createId } from "../../core/ids.ts";
import { JweSealing } from "./jwe-sealing.ts";
import { JwsSealing } from "./jws-sealing.ts";
import type { SealedSession } from "./sealed-payload.ts";
import { SealedCookies } from "./sealed-cookies.ts";

const SECRETS = ["a secret of the tests, long enough"];

const cookies = new SealedCookies("a", new JweSealing("a", SECRETS));

/** Bytes of payloads that take one, two and three cookies. */
const SMALL = 200;
const LARGE = 5000;
const LARGEST = 8500;

function give(
  session: SealedSession,
  sent: readonly string[] = [],
  attributes: CookieAttributes = DEFAULT_COOKIE_ATTRIBUTES,
): readonly string[] {
  return cookies.give(session, sent, attributes, false);
}

/** What a browser with these cookies proves. */
function find(...pairs: readonly (string | undefined)[]): SealedSession | undefined {
  return cookies.find(pairs.join("; "), NOW).session;
}

describe("SealedCookies, giving", () => {
  it("fills one cookie to its last byte before it takes a second, and so on", () => {
    const [room = 0, more = 0] = [1, 2].map(
      (count) => 4096 - `a${count > 1 ? ".1" : ""}=; Path=/; HttpOnly; SameSite=Lax`.length,
    );
    const sealing = new JweSealing("a", SECRETS);
    for (const [limit, count] of [
      [sealing.capacityOf(room), 1],
      [sealing.capacityOf(room + more), 2],
    ] as const) {
      const [below, above] = [give(sessionOf(limit)), give(sessionOf(limit + 1))];
      expect([below.length, above.length]).toEqual([count, count + 1]);
      for (const line of [...below, ...above]) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(4096);
      for (const line of above.slice(0, count)) expect(Buffer.byteLength(line)).toBe(4096);
      expect(find(...pairsOf(above))?.row.entries).toEqual(sessionOf(limit + 1).row.entries);
    }
  });

  it("counts the attributes: longer ones leave less room in each cookie", () => {
    const long = { ...DEFAULT_COOKIE_ATTRIBUTES, path: `/${"p".repeat(500)}`, maxAge: 600 };
    const lines = give(sessionOf(LARGE), [], long);
    for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(4096);
    expect(cookies.capacityOf(long, true)).toBeLessThan(cookies.capacityOf(DEFAULT_COOKIE_ATTRIBUTES, false));
    expect(find(...pairsOf(lines))).toBeDefined();
  });

  it.each([
    ["encrypted", cookies],
    ["signed", new SealedCookies("a", new JwsSealing("a", SECRETS))],
  ])(
    "takes a session that fills three cookies, and refuses one byte more with both sizes (%s)",
    (_how, either) => {
      const capacity = either.capacityOf(DEFAULT_COOKIE_ATTRIBUTES, false);
      expect(capacity).toBeGreaterThan(9000);
      const full = either.give(sessionOf(capacity), [], DEFAULT_COOKIE_ATTRIBUTES, false);
      expect(either.find(pairsOf(full).join("; "), NOW).session?.id).toBeDefined();
      expect(() => either.give(sessionOf(capacity + 1), [], DEFAULT_COOKIE_ATTRIBUTES, false)).toThrow(
        expect.objectContaining({
          name: "SessionCookieError",
          code: "ERR_SESSION_COOKIE_TOO_LARGE",
          message: expect.stringContaining(`has ${capacity + 1} bytes, ${capacity} fit into 3 cookies`),
        }),
      );
    },
  );

  it("takes those cookies away that the browser sent and the session needs no more", () => {
    const lines = give(sessionOf(SMALL), ["a", "a.1", "a.2"]);
    expect(lines.map((line) => line.slice(0, line.indexOf("=")))).toEqual(["a", "a.1", "a.2"]);
    for (const line of lines.slice(1)) {
      expect(line).toMatch(/^a\.[12]=; Max-Age=0; Expires=[^;]+; Path=\/; HttpOnly; SameSite=Lax$/);
    }
    expect(give(sessionOf(SMALL), ["a"])).toHaveLength(1);
  });
});

describe("SealedCookies, finding", () => {
  it("gives back what it gave, in one cookie or in several, in any order and among others", () => {
    for (const bytes of [SMALL, LARGE, LARGEST]) {
      const session = sessionOf(bytes);
      const pairs = pairsOf(give(session));
      expect(find(...pairs)).toEqual(session);
      expect(find("theme=dark", "a.3=x", ...pairs.toReversed(), "b.1=a=")).toEqual(session);
    }
  });

  it.each([
    [
      "encrypted",
      JweSealing,
      "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..5GbdSPPjrP_kw-gu.RX2MvNHQtvPknV3tcZR13PBq_UafHv9HNIwFElKKqrXl_pj9CJE708ws10WdhXYTMvhIDG5L42wU2ZGiodh1JTyoBgTTMUlOcRP9Yk-fcefrd4gM9juBhBauvHm021-Z46SU0Wbwdl96bqe1zJgOOBJegBuRhSP8HJycYyLT.lqyJtc-XwLu7QeUKNNqemQ",
    ],
    [
      "signed",
      JwsSealing,
      "eyJhbGciOiJIUzI1NiJ9.QAkxCTE3OTU0Mzk0NTAxMjMJMTc5NTQ4MjY1MDEyMwkxODAwCQkwCiNpZAlaazN2QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQQojc2VhbGVkCTE3OTU0Mzk0NjAwMDAKInVzZXIiCSJhZGEi.QpIDdXLeMQ2-ejv0gyQt4JkeP9H_hM-Cjaeo92KNWfE",
    ],
  ])("reads a session that an earlier release %s", (_how, Sealing, value) => {
    const earlier = new SealedCookies("HERTZ-SESSION", new Sealing("HERTZ-SESSION", SECRETS));
    expect(earlier.find(`HERTZ-SESSION=${value}`, NOW + 60_000).session).toEqual({
      id: `Zk3v${"A".repeat(43)}`,
      sealedAt: NOW,
      row: {
        head: {
          createdAt: 1_795_439_450_123,
          absoluteEnd: 1_795_482_650_123,
          idle: { seconds: 1800, fromMaxAge: false },
          user: "",
          dataVersion: 0,
        },
        entries: new Map([['"user"', '"ada"']]),
      },
    });
  });

  it("knows which of its cookies a request brought, be they forged", () => {
    expect(cookies.find(undefined, NOW).names).toEqual([]);
    expect(cookies.find("b=1; aa=2; a.12=3", NOW).names).toEqual([]);
    expect(cookies.find("a.2=x; a=y", NOW)).toEqual({
      names: ["a", "a.2"],
      session: undefined,
      isStale: false,
    });
  });

  it("finds nothing when a part is missing, repeated, or in the place of another", () => {
    const [first = "", second = "", third = ""] = pairsOf(give(sessionOf(LARGEST)));
    const valueOf = (pair: string): string => pair.slice(pair.indexOf("=") + 1);
    expect(third).not.toBe("");
    for (const pairs of [
      [second, third],
      [first, third],
      [first, second],
      [first, `a.1=${valueOf(third)}`, `a.2=${valueOf(second)}`],
      [first, `a.1=${valueOf(first)}`, third],
    ]) {
      expect(find(...pairs)).toBeUndefined();
    }
  });

  it("makes no session of the parts of two saves, be they of one session", () => {
    const id = createId();
    const [old, young] = [NOW, NOW + 1].map((sealedAt) => pairsOf(give(sessionOf(LARGEST, id, sealedAt))));
    for (const mix of [0b001, 0b010, 0b011, 0b100, 0b101, 0b110]) {
      const pairs = [0, 1, 2].map((index) => (mix & (1 << index) ? old : young)?.[index]);
      expect(find(...pairs)).toBeUndefined();
    }
    expect(find(...(young ?? []))?.sealedAt).toBe(NOW + 1);
  });

  it("is not misled by parts that a larger save left behind, be they the browser's or another response's", () => {
    const session = sessionOf(SMALL);
    const [, second, third] = pairsOf(give(sessionOf(LARGEST)));
    expect(find(...pairsOf(give(session)), second, third)).toEqual(session);
  });

  it("takes the one of several values that opens, in several cookies too", () => {
    const session = sessionOf(LARGE);
    const pairs = pairsOf(give(session));
    const forged = pairsOf(give(sessionOf(LARGE))).map(
      (pair) => `${pair.slice(0, -9)}forged_${pair.slice(-2)}`,
    );
    expect(find("a=", "a=forged", forged[0], pairs[0], forged[1], pairs[1])).toEqual(session);
    expect(find(...pairs, ...pairs)).toEqual(session);
  });

  it("takes two different sessions for none", () => {
    const [one, two] = [sessionOf(SMALL), sessionOf(SMALL)].map((session) => pairsOf(give(session))[0]);
    expect(find(one, two)).toBeUndefined();
    expect(find(two, one)).toBeUndefined();
    expect(find(one, two, one)).toBeUndefined();
  });

  it("takes of one session sealed twice the younger, in any order", () => {
    const id = createId();
    const [old, young] = [sessionOf(SMALL, id), sessionOf(SMALL + 1, id, NOW + 1)];
    const [oldPair, youngPair] = [old, young].map((session) => pairsOf(give(session))[0]);
    expect(find(oldPair, youngPair)).toEqual(young);
    expect(find(youngPair, oldPair)).toEqual(young);
  });

  it("lets an expired session stand in the way of no other", () => {
    const expired = pairsOf(give(sessionOf(SMALL, createId(), NOW - 60_000)))[0];
    const session = sessionOf(SMALL);
    expect(find(expired)).toBeUndefined();
    expect(find(expired, pairsOf(give(session))[0])).toEqual(session);
  });

  it("does not take the cookies of another name, though they are spelled the same", () => {
    const other = new SealedCookies("b", new JweSealing("b", SECRETS));
    const pairs = pairsOf(give(sessionOf(LARGE))).map((pair) => pair.replace(/^a/, "b"));
    expect(other.find(pairs.join("; "), NOW).session).toBeUndefined();
  });
});
