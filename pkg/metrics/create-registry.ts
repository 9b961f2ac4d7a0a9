import { collectDefaultMetrics, Registry } from "prom-client";

/** A registry that also holds what the process itself takes: CPU, memory, garbage collection, the lag of its event loop. */
export function createRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}
