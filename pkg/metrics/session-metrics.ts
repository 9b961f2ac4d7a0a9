import { subscribe } from "node:diagnostics_channel";

import type { SessionEvents } from "hertz-sessions";
import { Counter, Gauge, Histogram, type Registry } from "prom-client";

/** Calls a function for every message of one of the library's channels. */
function on<Name extends keyof SessionEvents>(
  name: Name,
  take: (message: SessionEvents[Name]) => void,
): void {
  subscribe(`hertz-sessions:${name}`, (message) => {
    take(message as SessionEvents[Name]);
  });
}

/** Counts what sessions do, in this process and from now on: to be called before the store is made. */
export function countSessions(registry: Registry): void {
  countOperations(registry);
  countEvents(registry);
  countWithheld(registry);
  measureServer(registry);
}

/** What handlers asked for, and how it ended. */
function countOperations(registry: Registry): void {
  const counter = (name: string, help: string, labelNames: readonly string[]): Counter =>
    new Counter({ name, help, labelNames, registers: [registry] });
  const byOutcome = ["store", "outcome"];
  const loads = counter("sessions_loads_total", "Sessions that requests asked for", byOutcome);
  const saves = counter("sessions_saves_total", "Saves that had something to write", byOutcome);
  const updates = counter("sessions_updates_total", "Updates of one value by compare-and-set", byOutcome);
  const renewals = counter("sessions_renewals_total", "Renewals of idle timeouts", byOutcome);
  const conflicts = counter("sessions_conflicts_total", "Updates that had to compute again", ["store"]);
  const gone = counter("sessions_gone_total", "Operations on sessions that had ended meanwhile", [
    "store",
    "operation",
  ]);
  const errors = counter("sessions_errors_total", "Operations that failed", ["store", "operation", "code"]);
  on("load", ({ store, outcome }) => loads.inc({ store, outcome }));
  on("save", ({ store, outcome }) => saves.inc({ store, outcome }));
  on("update", ({ store, outcome }) => updates.inc({ store, outcome }));
  on("renew", ({ store, outcome }) => renewals.inc({ store, outcome }));
  on("conflict", ({ store }) => conflicts.inc({ store }));
  on("gone", ({ store, operation }) => gone.inc({ store, operation }));
  on("error", ({ store, operation, code }) => errors.inc({ store, operation, code }));
}

/** What became of sessions. */
function countEvents(registry: Registry): void {
  const events = new Counter({
    name: "sessions_events_total",
    help: "Sessions by what became of them",
    labelNames: ["store", "event"],
    registers: [registry],
  });
  const count = (store: string, event: string, times = 1): void => {
    events.inc({ store, event }, times);
  };
  on("save", ({ store, outcome }) => {
    if (outcome === "created") count(store, "created");
  });
  on("load", ({ store, outcome }) => {
    if (outcome === "missing") count(store, "missing");
  });
  on("regenerate", ({ store, outcome }) => {
    if (outcome === "done") count(store, "regenerated");
  });
  on("bind", ({ store, outcome }) => {
    if (outcome === "done") count(store, "bound");
  });
  on("destroy", ({ store, outcome }) => {
    if (outcome === "done") count(store, "destroyed");
  });
  on("revoke", ({ store, ended }) => {
    count(store, "revoked", ended);
  });
  on("evict", ({ store, ended }) => {
    count(store, "evicted", ended);
  });
  on("unreadable", ({ store }) => {
    count(store, "unreadable");
  });
}

/** What browsers did not get. */
function countWithheld(registry: Registry): void {
  const withheld = new Counter({
    name: "sessions_cookies_withheld_total",
    help: "Cookies that a browser did not get, or will not keep",
    labelNames: ["store", "reason"],
    registers: [registry],
  });
  on("withheld", ({ store, reason }) => withheld.inc({ store, reason }));
}

/** How the server behind the store does. */
function measureServer(registry: Registry): void {
  const duration = new Histogram({
    name: "sessions_store_duration_seconds",
    help: "Time from a command to its answer; outcome is late for one that missed its deadline",
    labelNames: ["store", "operation", "outcome"],
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers: [registry],
  });
  const connected = new Gauge({
    name: "sessions_connection_up",
    help: "1 while the connection of the store stands, 0 while it does not",
    labelNames: ["store", "to"],
    registers: [registry],
  });
  connected.set({ store: "redis", to: "server" }, 0);
  on("store", ({ store, operation, outcome, durationMs }) => {
    duration.observe({ store, operation, outcome }, durationMs / 1000);
  });
  on("connection", ({ store, to, state }) => {
    connected.set({ store, to }, state === "up" ? 1 : 0);
  });
}
