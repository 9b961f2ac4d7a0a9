import { Registry } from "prom-client";
import { describe, expect, it } from "vitest";

import { signedInVisitor } from "../../test/support/account.ts";
import { acceptingPasswords, createLocalApp } from "../../test/support/local-app.ts";
import { Visitor } from "../../test/support/visitor.ts";
import { countSessions } from "./session-metrics.ts";

function startCounting() {
  const registry = new Registry();
  countSessions(registry);
  const { app } = createLocalApp({ passwords: acceptingPasswords(true) });
  const value = async (name: string, labels: Readonly<Record<string, string>>): Promise<number> => {
    const values = (await registry.getSingleMetric(name)?.get())?.values ?? [];
    const found = values.find((one) =>
      Object.entries(labels).every(
        ([label, text]) => (one.labels as Record<string, unknown>)[label] === text,
      ),
    );
    return found?.value ?? 0;
  };
  return { app, value };
}

describe("countSessions()", () => {
  it("counts what requests asked for, by what they found", async () => {
    const { app, value } = startCounting();
    const { visitor } = await signedInVisitor(app);
    const before = await value("sessions_loads_total", { outcome: "found" });
    await visitor.get(app, "/api/session");
    await new Visitor().get(app, "/api/session");
    expect((await value("sessions_loads_total", { outcome: "found" })) - before).toBe(1);
    expect(await value("sessions_loads_total", { outcome: "new" })).toBeGreaterThan(0);
  });

  it("counts saves and updates by how they ended", async () => {
    const { app, value } = startCounting();
    const { visitor } = await signedInVisitor(app);
    await visitor.get(app, "/index.html");
    expect(await value("sessions_saves_total", { outcome: "created" })).toBeGreaterThan(0);
    expect(await value("sessions_updates_total", { outcome: "done" })).toBe(1);
  });

  it("counts the sessions that were created and destroyed", async () => {
    const { app, value } = startCounting();
    const { visitor } = await signedInVisitor(app);
    await visitor.post(app, "/logout");
    expect(await value("sessions_events_total", { event: "created" })).toBeGreaterThan(0);
    expect(await value("sessions_events_total", { event: "destroyed" })).toBe(1);
  });

  it("counts the sessions that were looked for and had ended", async () => {
    const { app, value } = startCounting();
    const { visitor } = await signedInVisitor(app);
    const other = visitor.copy();
    await visitor.post(app, "/logout");
    await other.get(app, "/api/session");
    expect(await value("sessions_events_total", { event: "missing" })).toBe(1);
  });

  it("tells that no connection stands before one does", async () => {
    const { value } = startCounting();
    expect(await value("sessions_connection_up", { store: "redis" })).toBe(0);
  });
});
