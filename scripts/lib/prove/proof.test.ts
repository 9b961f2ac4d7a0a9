import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { serve, type Faults } from "./fake-site.ts";
import { prove } from "./proof.ts";
import { Report } from "./report.ts";

describe("prove()", () => {
  let url: string;
  let stop: () => void;
  let faults: Faults;

  beforeEach(async () => {
    faults = {};
    ({ url, stop } = await serve(faults));
  });

  afterEach(() => {
    stop();
  });

  /** The names of the checks that do not hold. */
  async function failures(replicas = 2): Promise<string> {
    const report = new Report();
    await prove({ url, replicas, demo: null }, report);
    return report.checks
      .filter((check) => !check.ok)
      .map((check) => check.name)
      .join("\n");
  }

  it("holds for replicas that share one session", async () => {
    expect(await failures()).toBe("");
  });

  it("fails when fewer replicas answer than there must be", async () => {
    expect(await failures(3)).toContain("replicas behind nginx");
  });

  it("fails when each replica has sessions of its own", async () => {
    faults.ownSessions = true;
    expect(await failures()).toMatch(/^signed in: replica-[12]$/m);
  });

  it("fails when a visit is lost", async () => {
    faults.lostVisits = true;
    expect(await failures()).toContain("visited: replica-1\nvisited: replica-2");
  });

  it("fails when the session outlives the logout", async () => {
    faults.keptSession = true;
    expect(await failures()).toContain("logged out: replica-1\nlogged out: replica-2");
  });

  it("fails when the login keeps the id of the session before it", async () => {
    faults.sameId = true;
    expect(await failures()).toBe("login gives the session a new id");
  });

  it("fails when nobody answers", async () => {
    stop();
    expect(await failures()).toContain("POST /register");
  });
});
