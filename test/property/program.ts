import * as fc from "fast-check";

/** Keys that requests set and delete; `list` holds an array that is changed in place, `n` is counted by `update()` alone. */
const KEYS = ["a", "b", "list"] as const;

/** Users that sessions are bound to. */
type User = "ada" | "bob";

/** What the handler of a request does next. */
export type Step =
  | { readonly act: "get" | "delete"; readonly key: string }
  | { readonly act: "set"; readonly key: string; readonly value: number }
  | { readonly act: "bind"; readonly user: User }
  | {
      readonly act: "push" | "clear" | "addFlash" | "flashes" | "save" | "update" | "regenerate" | "destroy";
    };

/**
 * Something that happens on its own: a request of a browser at one of two replicas, a revoke at one of them, or some seconds that pass.
 *
 * Browser 0 begins with a session that is bound to ada, browser 1 with one that is not bound, browser 2 with none.
 */
export type Actor =
  | {
      readonly is: "request";
      readonly replica: 0 | 1;
      readonly browser: number;
      readonly steps: readonly Step[];
    }
  | {
      readonly is: "revoke";
      readonly replica: 0 | 1;
      readonly user: User;
      readonly only?: number | undefined;
    }
  | { readonly is: "time"; readonly seconds: number };

/** Actors that act at once, and the order in which their calls reach the store. */
export interface Program {
  readonly actors: readonly Actor[];
  /** Each number chooses among what could go on next; when they are used up, the first actor that can goes on. */
  readonly order: readonly number[];
}

const acts = <Act extends Step["act"]>(...names: readonly Act[]) =>
  fc.constantFrom(...names.map((act) => ({ act })));

const step = fc.oneof(
  { weight: 4, arbitrary: acts("save") },
  {
    weight: 4,
    arbitrary: fc.record({
      act: fc.constant("set" as const),
      key: fc.constantFrom("a", "b"),
      value: fc.nat(2),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constantFrom("get" as const, "delete" as const),
      key: fc.constantFrom(...KEYS),
    }),
  },
  { weight: 3, arbitrary: acts("push", "addFlash", "flashes", "clear") },
  { weight: 4, arbitrary: acts("update", "regenerate", "destroy") },
  {
    weight: 2,
    arbitrary: fc.record({ act: fc.constant("bind" as const), user: fc.constantFrom<User>("ada", "bob") }),
  },
) as fc.Arbitrary<Step>;

const replica = fc.constantFrom<0 | 1>(0, 1);

const actor: fc.Arbitrary<Actor> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      is: fc.constant("request" as const),
      replica,
      browser: fc.constantFrom(0, 0, 0, 1, 2),
      steps: fc.array(step, { maxLength: 5, size: "max" }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      is: fc.constant("revoke" as const),
      replica,
      user: fc.constantFrom<User>("ada", "bob"),
      only: fc.constantFrom(undefined, undefined, 0, 1),
    }),
  },
  // The idle timeout is 100 s and the absolute one 150 s: no sum of three of these hits either exactly.
  { weight: 1, arbitrary: fc.record({ is: fc.constant("time" as const), seconds: fc.constantFrom(40, 65) }) },
);

/** Programs of a few actors. More than three spells of time would outlast the time that a bind may take. */
export const programs: fc.Arbitrary<Program> = fc
  .record({
    actors: fc.array(actor, { minLength: 1, maxLength: 6, size: "max" }),
    order: fc.array(fc.nat(7), { maxLength: 40, size: "max" }),
  })
  .filter(({ actors }) => actors.filter(({ is }) => is === "time").length <= 3);
