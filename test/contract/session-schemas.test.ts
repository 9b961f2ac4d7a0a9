import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { AnyStore, SessionStoreOptions } from "hertz-sessions";
import { CookieStore } from "hertz-sessions/cookie";
import { MemoryStore } from "hertz-sessions/memory";
import { saveValues, valuesAt } from "../../pkg/sessions/src/testing/cases/visits.ts";
import { runRelease } from "../../pkg/sessions/src/testing/data-release.ts";
import { Browser, Replica } from "../../pkg/sessions/src/testing/replica.ts";
import { catchWarnings } from "../support/catch-warnings.ts";
import { closeAtEnd } from "../support/close-at-end.ts";

const secrets = ["a secret of the tests, 32 characters"];

/** A replica whose release has a schema, and a browser whose session an earlier release has saved. */
async function visited(
  store: AnyStore,
  values: Record<string, unknown>,
  schema: SessionStoreOptions["schema"],
): Promise<{ replica: Replica; browser: Browser }> {
  const replica = closeAtEnd(await Replica.start(store));
  const browser = new Browser();
  await saveValues(replica, browser, values);
  runRelease(replica.store, { schema });
  return { replica, browser };
}

const Data = z.object({ user: z.string(), visits: z.coerce.number().default(0) });

describe.each<[string, new (options: SessionStoreOptions) => AnyStore]>([
  ["MemoryStore", MemoryStore],
  ["CookieStore", CookieStore],
])("%s with a schema", (_name, Store) => {
  it("gives data that does not fit to nobody: a new session, one warning that names keys alone, and the old row as it was", async () => {
    const warnings = catchWarnings();
    const stored = { user: 42, visits: "a secret of the visitor" };
    const { replica, browser } = await visited(new Store({ secrets }), stored, Data);
    const old = browser.copy();
    for (let visit = 0; visit < 2; visit += 1) {
      expect(await replica.visit(browser, (session) => [session.isNew, session.keys()])).toEqual([true, []]);
      expect(browser.lastSetCookies).toEqual([]);
    }
    expect(warnings).toEqual([
      {
        code: "WRN_SESSION_UNREADABLE",
        message: expect.stringContaining('its data does not fit the schema at "user", "visits"'),
      },
    ]);
    expect(warnings[0]?.message).not.toContain("secret");
    await saveValues(replica, browser, { user: "bob" });
    expect(await valuesAt(replica, browser)).toEqual({ user: "bob", visits: 0 });
    runRelease(replica.store, {});
    expect(await valuesAt(replica, old)).toEqual(stored);
  });

  it("does not validate a session that has no key yet", async () => {
    const { replica, browser } = await visited(new Store({ secrets }), { user: "ada" }, Data);
    await replica.visit(browser, (session) => {
      session.clear();
      session.addFlash("please sign in");
      return session.save();
    });
    expect(await replica.visit(browser, (session) => session.flashes())).toEqual(["please sign in"]);
  });

  it("rejects with what the schema throws, and takes nothing from the visitor", async () => {
    const failing = z.unknown().transform((): object => {
      throw new RangeError("The schema is wrong");
    });
    const { replica, browser } = await visited(new Store({ secrets }), { user: "ada" }, failing);
    await expect(valuesAt(replica, browser)).rejects.toThrow("The schema is wrong");
    expect(browser.lastSetCookies).toEqual([]);
  });
});

describe("a schema", () => {
  const seenAt = "2026-05-04T03:02:01.000Z";

  it.each<[string, SessionStoreOptions["schema"]]>([
    ["zod", z.looseObject({ seenAt: z.coerce.date() })],
    ["zod, asynchronous", z.looseObject({ seenAt: z.string().transform(async (text) => new Date(text)) })],
    [
      "Valibot",
      v.looseObject({
        seenAt: v.pipe(
          v.string(),
          v.transform((text) => new Date(text)),
        ),
      }),
    ],
  ])("may be of %s", async (_name, schema) => {
    const { replica, browser } = await visited(new MemoryStore({ secrets }), { seenAt, more: 1 }, schema);
    expect(await valuesAt(replica, browser)).toEqual({ seenAt: new Date(seenAt), more: 1 });
  });

  it("holds for store.open() and store.sessionsOf() too, which lists a session without the data that does not fit", async () => {
    catchWarnings();
    const store = new MemoryStore({ secrets });
    const { replica, browser } = await visited(store, { user: "ada", visits: "7" }, Data);
    const other = new Browser();
    runRelease(store, {});
    await saveValues(replica, other, { user: 42 });
    const ids = [browser, other].map((each) =>
      replica.visit(each, async (session) => {
        await session.bind("ada");
        return session.id;
      }),
    );
    const [id = "", otherId = ""] = await Promise.all(ids);
    runRelease(store, { schema: Data });
    expect((await store.open<z.infer<typeof Data>>(id))?.get("visits")).toBe(7);
    expect(await store.open(otherId)).toBeNull();
    const listed = await store.sessionsOf<z.infer<typeof Data>>("ada");
    const keys = listed.map((session) => session.keys().map((key) => session.get(key)));
    expect(keys.sort()).toEqual([[], ["ada", 7]]);
  });
});
