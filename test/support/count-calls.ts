/** Counts the calls of a method from now on. The method does what it did, but later if a delay in milliseconds is given. */
export function countCalls(target: object, name: string, delayMs = 0): () => number {
  const method = Reflect.get(target, name) as (...values: unknown[]) => unknown;
  let calls = 0;
  Reflect.set(target, name, function counted(this: unknown, ...values: unknown[]): unknown {
    calls += 1;
    if (delayMs === 0) return method.apply(this, values);
    setTimeout(() => method.apply(this, values), delayMs);
    return undefined;
  });
  return () => calls;
}
