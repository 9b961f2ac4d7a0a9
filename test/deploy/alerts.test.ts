import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { describe, expect, it } from "vitest";
import { parse } from "yaml";

import { requestMetrics } from "../../pkg/metrics/request-metrics.ts";
import { countSessions } from "../../pkg/metrics/session-metrics.ts";
import { createRegistry } from "../../pkg/metrics/create-registry.ts";

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly runbook: string };
}

const root = fileURLToPath(new URL("../../", import.meta.url));
const folder = join(root, "deploy/alerts");
const files = readdirSync(folder).map((name) => join(folder, name));
const groups = files.flatMap(
  (file) => (parse(readFileSync(file, "utf8")) as { groups: { name: string; rules: Rule[] }[] }).groups,
);
const rules = groups.flatMap(({ name, rules: ofGroup }) => ofGroup.map((rule) => ({ ...rule, group: name })));

/** The names of the series that the demo shows at /metrics. */
async function shownSeries(): Promise<Set<string>> {
  const registry = createRegistry();
  requestMetrics(registry);
  countSessions(registry);
  const metrics = await registry.getMetricsAsJSON();
  const names = metrics.flatMap(({ name, type }) =>
    String(type) === "histogram" ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name],
  );
  return new Set(["up", ...names]);
}

/** The names of series in an expression: words that are no function, label or aggregation. */
function seriesOf(expr: string): string[] {
  return [...expr.replace(/\{[^}]*\}|"[^"]*"/g, "").matchAll(/\b[a-z]+(?:_[a-z0-9]+)+\b|\bup\b/g)]
    .map(([name]) => name)
    .filter((name) => name !== "histogram_quantile");
}

describe("the alert rules", () => {
  it.each(rules)("$alert looks at series that there are", async ({ expr, group }) => {
    const shown = await shownSeries();
    const unknown = seriesOf(expr).filter((name) =>
      group === "redis" ? !name.startsWith("redis_") : !shown.has(name),
    );
    expect(seriesOf(expr)).not.toEqual([]);
    expect(unknown).toEqual([]);
  });

  it.each(rules)(
    "$alert has a section in docs/operations.md that says what to do",
    ({ alert, annotations }) => {
      const text = readFileSync(join(root, "docs/operations.md"), "utf8");
      expect(annotations.runbook).toBe(`docs/operations.md#${alert.toLowerCase()}`);
      expect(text).toMatch(new RegExp(`^#+ ${alert}$`, "m"));
    },
  );
});
