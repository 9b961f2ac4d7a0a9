import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

import { variables } from "../pkg/config/variables.ts";

it("docs/configuration.md names every variable of the environment, and none that is not read", () => {
  const document = readFileSync(fileURLToPath(new URL("../docs/configuration.md", import.meta.url)), "utf8");
  const rows = document.split("\n").filter((line) => line.startsWith("| `"));
  const named = rows.flatMap((row) => (row.split("|")[1] ?? "").match(/[A-Z_]{4,}/g) ?? []);
  // The secrets have a reader of their own.
  const read = [...Object.keys(variables.shape), "SESSION_SECRETS", "SESSION_SECRETS_FILE"];
  expect(named.toSorted()).toEqual(read.toSorted());
});
