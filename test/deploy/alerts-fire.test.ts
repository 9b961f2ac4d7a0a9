import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";

import { alertCases } from "./alert-cases.ts";
import type { AlertCase } from "./alert-cases.ts";

// Prometheus itself judges: its program promtool, which scripts/test installs.

const rulesFile = fileURLToPath(new URL("../../deploy/alerts/hertz-sessions.yml", import.meta.url));
/** As long as the longest series. */
const MINUTES = Array.from({ length: 21 }, (_, minute) => minute);

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "hertz-alerts-"));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** An alert as it is expected to stand at some minute. */
interface ExpectedAlert {
  readonly exp_labels: Readonly<Record<string, string>>;
  readonly exp_annotations: Readonly<Record<string, string>>;
}

/** What promtool says of an alert over these series, when it is expected to stand so at these minutes. */
function judge(
  alert: string,
  series: Readonly<Record<string, string>>,
  expected: readonly { readonly minute: number; readonly alerts: readonly ExpectedAlert[] }[],
): { status: number | null; output: string } {
  const file = join(folder, "test.yml");
  const test = {
    interval: "1m",
    input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
    alert_rule_test: expected.map(({ minute, alerts }) => ({
      eval_time: `${minute}m`,
      alertname: alert,
      exp_alerts: alerts,
    })),
  };
  writeFileSync(file, stringify({ rule_files: [rulesFile], evaluation_interval: "1m", tests: [test] }));
  const { error, status, stdout, stderr } = spawnSync("promtool", ["test", "rules", file], {
    encoding: "utf8",
  });
  if (error) throw new Error("promtool is missing: scripts/test installs it", { cause: error });
  return { status, output: stdout + stderr };
}

/** The alert as people read it. */
function standing({ alert, fires }: AlertCase): ExpectedAlert {
  const runbook = `docs/operations.md#${alert.toLowerCase()}`;
  return { exp_labels: fires.labels, exp_annotations: { summary: fires.summary, runbook } };
}

describe("the alert rules", () => {
  it("are accepted by Prometheus", () => {
    const { error, status, stdout } = spawnSync("promtool", ["check", "rules", rulesFile], {
      encoding: "utf8",
    });
    expect({ error, status, output: stdout }).toMatchObject({ error: undefined, status: 0 });
  });

  it("are all tried", () => {
    const { stdout } = spawnSync("promtool", ["check", "rules", rulesFile], { encoding: "utf8" });
    expect(stdout).toContain(`${alertCases.length} rules found`);
    expect(new Set(alertCases.map(({ alert }) => alert)).size).toBe(alertCases.length);
  });

  it.each(alertCases)("$alert fires when it should, in words that say where", (alertCase) => {
    const { series, minutes } = alertCase.fires;
    const expected = [
      { minute: 0, alerts: [] },
      { minute: minutes, alerts: [standing(alertCase)] },
    ];
    expect(judge(alertCase.alert, series, expected)).toMatchObject({ status: 0 });
  });

  it.each(alertCases)("$alert is silent when it should be", ({ alert, silent }) => {
    const never = MINUTES.map((minute) => ({ minute, alerts: [] }));
    for (const series of silent) expect(judge(alert, series, never)).toMatchObject({ status: 0 });
  });
});
