import { describe, expect, it } from "vitest";
import type { Flaw } from "./actor-store.ts";
import { searchViolation } from "./check-program.ts";
import { createMemoryBacking } from "./memory-backing.ts";
import {
  regeneratesByDeleteAndCreate,
  revokesWithoutLookingAgain,
  savesByUpsert,
  updatesWithoutComparing,
  writesBackWhatWasRead,
  writesWholeRecords,
} from "./planted-bugs.ts";
import type { Actor, Program } from "./program.ts";
import { Violation } from "./violation.ts";

/** Each is found in fewer than 1,200 programs from any of the first eight seeds. */
const PROGRAMS = 10_000;

/** A counterexample as small as it could be made: who acts, and what the handlers of each request do. */
interface Found {
  readonly actors: readonly Actor["is"][];
  readonly acts: readonly (readonly string[])[];
  readonly problem: string;
}

async function findBug(flaw: Flaw): Promise<Found> {
  const found = await searchViolation(createMemoryBacking, { runs: PROGRAMS, seed: 1 }, flaw);
  const [program] = found.counterexample ?? [];
  if (!program || !(found.errorInstance instanceof Violation)) throw new Error("The bug was not found");
  return { ...shapeOf(program), problem: found.errorInstance.message };
}

function shapeOf({ actors }: Program): Pick<Found, "actors" | "acts"> {
  const requests = actors.filter((actor) => actor.is === "request");
  return {
    actors: actors.map(({ is }) => is),
    acts: requests.map(({ steps }) => steps.map(({ act }) => act)),
  };
}

/** Acts that write a stored session. */
const WRITES = ["save", "update", "bind", "regenerate"];

function writersAmong({ acts }: Found): number {
  return acts.filter((steps) => steps.some((act) => WRITES.includes(act))).length;
}

describe("a program that shows the bug is found in stores", () => {
  it.each([
    ["that write whole records", writesWholeRecords],
    ["that write back values that were only read", writesBackWhatWasRead],
  ])("%s: two requests that write, and one undoes what the other saved", async (_name, flaw) => {
    const found = await findBug(flaw);
    expect(found.problem).toMatch(/^the session holds other (values|flashes) than were saved/);
    expect(writersAmong(found)).toBeGreaterThanOrEqual(2);
    expect(found.problem).toMatch(/merge$/);
  });

  it("that save by upsert: a write that is stored though the session has ended", async () => {
    const found = await findBug(savesByUpsert);
    expect(found.problem).toMatch(/^a write meets a session that has ended/);
    const enders = found.acts.flat().filter((act) => act === "destroy" || act === "regenerate");
    expect(enders.length + found.actors.filter((is) => is !== "request").length).toBeGreaterThan(0);
    expect(found.problem).toMatch(/merge$/);
  });

  it("that regenerate by delete and create: another request meets a session that is neither here nor there", async () => {
    const found = await findBug(regeneratesByDeleteAndCreate);
    // What it meets: no session, or one that lost what was written between the read and the deletion.
    expect(found.problem).toMatch(
      /^(a living session is not|a write meets|the session holds other|a move is told)/,
    );
    expect(found.acts.flat()).toContain("regenerate");
    expect(found.actors.length).toBeGreaterThanOrEqual(2);
  });

  it("that revoke without looking again: a bind or a move lands after the revoke", async () => {
    const found = await findBug(revokesWithoutLookingAgain);
    expect(found.problem).toMatch(
      /^(a session is alive whose revoke has resolved|sessions that are alive though)/,
    );
    expect(found.actors).toContain("revoke");
    expect(found.acts.flat().some((act) => act === "bind" || act === "regenerate")).toBe(true);
  });

  it("that update without comparing: two updates at once that count one", async () => {
    const found = await findBug(updatesWithoutComparing);
    expect(found.acts.filter((steps) => steps.includes("update")).length).toBeGreaterThanOrEqual(2);
  });
});
