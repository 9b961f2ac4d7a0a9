import { afterAll, describe, expect, it } from "vitest";

import { allFaults } from "./all-faults.ts";
import { measure } from "./measure.ts";
import { brokenPromises } from "./row.ts";
import type { Row } from "./row.ts";
import { writeTable } from "./operations-page.ts";
import { tableOf } from "./table.ts";

/** `FAULTS=short`: a few faults, and only ours. `FAULTS=page`: all of them, and the table is written into the documentation. */
const form = process.env["FAULTS"] ?? "all";
const faults = form === "short" ? allFaults.filter(({ isShort }) => isShort) : allFaults;
const rows: Row[] = [];

describe.each(faults)("$name", (fault) => {
  it("hertz-sessions keeps what it promises", async () => {
    const row = await measure(fault, "hertz-sessions");
    rows.push(row);
    expect(row.requests).toBeGreaterThan(60);
    expect(brokenPromises(row, fault.promised ?? {})).toEqual([]);
  });

  it.skipIf(form === "short" || fault.onlyOurs !== undefined)(
    "express-session is measured beside it",
    async () => {
      const row = await measure(fault, "express-session");
      rows.push(row);
      expect(row.requests).toBeGreaterThan(60);
    },
  );
});

afterAll(async () => {
  const table = tableOf(rows);
  process.stdout.write(`\nhertz-sessions / express-session\n\n${table}\n\n`);
  if (form === "page") await writeTable(table);
});
