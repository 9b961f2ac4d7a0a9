import { describe, expect, it } from "vitest";
import { catchWarnings } from "../../../../../test/support/catch-warnings.ts";
import { MemoryStore } from "../../memory/memory-store.ts";
import type { Migration } from "../settings/data-settings.ts";
import { createId, handleOf } from "../ids.ts";
import { readyRow } from "./ready-row.ts";
import type { ReadyRow } from "./ready-row.ts";
import type { Row } from "./row.ts";

const idle = { seconds: 60, fromMaxAge: false };
const NO_CHANGE = { clear: false, set: [], remove: [], idle: undefined };

/** A store of a release with one migration, and a row of the version before that it can be given. */
function release(migration: Migration): {
  store: MemoryStore;
  ready(texts: Record<string, string>, dataVersion?: number): ReadyRow | Promise<ReadyRow | null>;
} {
  const options = { dataVersion: 2, migrations: { 2: migration }, deadlineMs: 50 };
  const store = new MemoryStore({ secrets: ["a secret of the tests, 32 characters"], ...options });
  return {
    store,
    ready(texts, dataVersion = 1) {
      const head = { createdAt: 0, absoluteEnd: Date.now() + 60_000, idle, user: "", dataVersion };
      const row: Row = { head, entries: new Map(Object.entries(texts)) };
      return readyRow(store, handleOf(createId()), row);
    },
  };
}

describe("readyRow()", () => {
  it("gives a row of this version as it is, at once, when there is no schema", () => {
    const { ready, store } = release((data) => data);
    const given = ready({ '"n"': "not even parsed" }, 2);
    expect(given).toEqual({ row: expect.anything(), writer: store, data: undefined });
  });

  it("migrates values alone: flashes and values that cannot be parsed keep their texts", async () => {
    catchWarnings();
    const { ready } = release((data) => ({ ...data, n: Number(data["n"]) + 1, added: undefined }));
    const given = await ready({ '"n"': "1", '"broken"': "{", '~"_flash"~x': '"hello"', '"__proto__"': "{}" });
    expect(Object.fromEntries(given?.row.entries ?? [])).toEqual(
      Object.fromEntries([
        ['"n"', "2"],
        ['"broken"', "{"],
        ['~"_flash"~x', '"hello"'],
        ['"__proto__"', "{}"],
      ]),
    );
  });

  it.each([undefined, null, "data"])("refuses a migration that returns %s for the data", async (data) => {
    const { ready } = release(() => data as unknown as object);
    await expect(ready({})).rejects.toMatchObject({
      code: "ERR_SESSION_VALUE",
      message: expect.stringMatching(/^The migration to data version 2 must give an object/),
    });
  });

  it("rejects with what a migration throws", async () => {
    const { ready } = release(() => {
      throw new RangeError("no such year");
    });
    await expect(ready({})).rejects.toThrow("no such year");
  });

  it("gives a writer that gives up at the deadline when others keep changing the row", async () => {
    const { ready, store } = release((data) => data);
    const given = await ready({ '"n"': "1" });
    store.upgrade = async (_handle, from) => ({
      found: { head: from.head, entries: new Map([['"n"', "2"]]) },
    });
    await expect(given?.writer.merge("handle", NO_CHANGE)).rejects.toMatchObject({
      code: "ERR_SESSION_CONFLICT",
      status: 503,
    });
  });
});
