import { describe, expect, it } from "vitest";
import { z } from "zod";
import { normalizeDataSettings } from "./data-settings.ts";

/** What an option is refused with, as JavaScript may give it. */
function refusalOf(options: object): string {
  try {
    normalizeDataSettings(options);
    return "";
  } catch (error) {
    return String(error);
  }
}

describe("normalizeDataSettings()", () => {
  it("takes a schema, a version, and a migration for any of the versions up to it", () => {
    const migration = (data: object): object => data;
    const schema = z.object({ user: z.string() });
    expect(
      normalizeDataSettings({ schema, dataVersion: 3, migrations: { 1: migration, 3: migration } }),
    ).toEqual({
      schema,
      dataVersion: 3,
      migrations: new Map([
        [1, migration],
        [3, migration],
      ]),
    });
  });

  it.each([-1, 1.5, "3", NaN, 1_000_000_000])("refuses the version %s", (dataVersion) => {
    expect(refusalOf({ dataVersion })).toBe(
      `SessionConfigError: Store option dataVersion must be a whole number from 0 to 999999999, found ${dataVersion}`,
    );
  });

  it.each(["0", "4", "1.5", "next"])("refuses a migration for version %s of 3", (version) => {
    expect(refusalOf({ dataVersion: 3, migrations: { [version]: (data: object) => data } })).toBe(
      `SessionConfigError: Store option migrations has one for version ${version}; versions go from 1 to dataVersion, which is 3`,
    );
  });

  it("refuses migrations that are no functions", () => {
    expect(refusalOf({ dataVersion: 1, migrations: { 1: {} } })).toMatch(
      /option migrations\[1\] must be a function, found object$/,
    );
    expect(refusalOf({ dataVersion: 1, migrations: "1" })).toMatch(
      /must be an object with a function for each/,
    );
  });

  it.each([
    null,
    "text",
    {},
    { "~standard": { version: 2, validate: () => ({}) } },
    { "~standard": { version: 1 } },
  ])("refuses %o as a schema", (schema) => {
    expect(refusalOf({ schema })).toMatch(/option schema must be a Standard Schema of version 1/);
  });
});
