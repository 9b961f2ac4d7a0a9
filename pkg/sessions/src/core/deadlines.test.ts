import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Deadlines } from "./deadlines.ts";

const late = (): Error => new Error("too late");

/** A call that nobody answers. */
function unanswered(): Promise<never> {
  return new Promise(() => {});
}

/** Writes down when each call was found late, in milliseconds since it was called. */
function watch(deadlines: Deadlines, name: string, log: string[]): void {
  const startedAt = performance.now();
  deadlines
    .race(unanswered(), late)
    .catch(() => log.push(`${name} after ${Math.round(performance.now() - startedAt)}`));
}

/** Every way to choose some of these, in every order. */
function selections(values: readonly number[]): number[][] {
  return values.flatMap((value) => {
    const rest = selections(values.filter((other) => other !== value));
    return [[value], ...rest.map((more) => [value, ...more])];
  });
}

/** What becomes of four calls of which these are answered, in this order, and of a fifth that comes behind them. */
async function outcomesWhenAnswered(order: readonly number[]): Promise<string[]> {
  const deadlines = new Deadlines(100);
  const answers: (() => void)[] = [];
  const race = (call: Promise<void>): Promise<string> =>
    deadlines.race(call, late).then(
      () => "answered",
      () => "late",
    );
  const outcomes = [0, 1, 2, 3].map(() => race(new Promise((resolve) => answers.push(resolve))));
  for (const index of order) {
    answers[index]?.();
    await vi.advanceTimersByTimeAsync(1);
  }
  outcomes.push(race(unanswered()));
  await vi.advanceTimersByTimeAsync(102);
  return Promise.all(outcomes);
}

describe("Deadlines", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  it("a call that is answered in time settles as it does", async () => {
    const deadlines = new Deadlines(100);
    await expect(deadlines.race(Promise.resolve("answer"), late)).resolves.toBe("answer");
    const failure = new Error("refused");
    await expect(deadlines.race(Promise.reject(failure), late)).rejects.toBe(failure);
  });

  it("a call that is not answered rejects with the error made for it, at the deadline and not before", async () => {
    const outcome = new Deadlines(100).race(unanswered(), late);
    const caught = vi.fn<(error: unknown) => void>();
    outcome.catch(caught);
    await vi.advanceTimersByTimeAsync(98);
    expect(caught).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(3);
    await expect(outcome).rejects.toThrow("too late");
  });

  it("many calls need one timer, and each is late by its own time", async () => {
    const deadlines = new Deadlines(100);
    const log: string[] = [];
    for (const name of ["one", "two", "three"]) {
      watch(deadlines, name, log);
      watch(deadlines, `${name} again`, log);
      await vi.advanceTimersByTimeAsync(30);
    }
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(log.map((line) => line.replace(/99$|101$/, "100"))).toEqual([
      "one after 100",
      "one again after 100",
      "two after 100",
      "two again after 100",
      "three after 100",
      "three again after 100",
    ]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("calls answered in any order leave all others their deadlines", async () => {
    const problems: string[] = [];
    for (const order of selections([0, 1, 2, 3])) {
      const expected = [0, 1, 2, 3, 4].map((index) => (order.includes(index) ? "answered" : "late"));
      const outcomes = await outcomesWhenAnswered(order);
      if (outcomes.join() !== expected.join()) problems.push(`${order.join()}: ${outcomes.join()}`);
    }
    expect(problems).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("the timer rests when nobody waits, and the next call is timed from its own start", async () => {
    const deadlines = new Deadlines(100);
    await deadlines.race(Promise.resolve(), late);
    await vi.advanceTimersByTimeAsync(60);
    const log: string[] = [];
    watch(deadlines, "next", log);
    await vi.advanceTimersByTimeAsync(98);
    expect(log).toEqual([]);
    await vi.advanceTimersByTimeAsync(4);
    expect(log).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([
    ["an answer", (resolve: (answer: string) => void) => resolve("late answer")],
    ["a failure", (_resolve: unknown, reject: (error: Error) => void) => reject(new Error("late failure"))],
  ])("%s that comes after the deadline is dropped", async (_name, settle) => {
    const call = new Promise<string>((resolve, reject) => {
      setTimeout(() => settle(resolve, reject), 150);
    });
    const outcome = new Deadlines(100).race(call, late);
    const tooLate = expect(outcome).rejects.toThrow("too late");
    await vi.advanceTimersByTimeAsync(200);
    await tooLate;
    await expect(outcome).rejects.toThrow("too late");
  });

  it("a rejection with something else than an error becomes one", async () => {
    // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- what a careless client does
    await expect(new Deadlines(100).race(Promise.reject("text"), late)).rejects.toBeInstanceOf(Error);
  });
});
