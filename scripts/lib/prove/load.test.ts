import { afterEach, describe, expect, it } from "vitest";
import { serve, type Faults } from "./fake-site.ts";
import { Load, type Aftermath } from "./load.ts";

let stop = (): void => undefined;

afterEach(() => {
  stop();
});

/** What is left of one visitor's session after a dozen visits to a site with these faults. */
async function aftermathOf(faults: Faults): Promise<Aftermath | undefined> {
  const site = await serve(faults);
  ({ stop } = site);
  const load = await Load.start(site.url, 1);
  await load?.untilMore(12);
  return load?.stop(site.url);
}

describe("Load", () => {
  it("finds nothing lost at a site that keeps what it is told", async () => {
    const seen = await aftermathOf({});
    expect(seen).toMatchObject({ sessions: 1, sessionsLost: 0, visitsLost: 0 });
    expect(seen?.failures.size).toBe(0);
    expect(seen?.visitsCounted).toBe(seen?.requests);
  });

  it("finds visits that were answered and are not counted", async () => {
    const seen = await aftermathOf({ lostVisits: true });
    expect(seen?.visitsLost).toBeGreaterThan(0);
    expect(seen?.visitsCounted).toBe((seen?.visitsAnswered ?? NaN) - (seen?.visitsLost ?? NaN));
  });

  it("finds a session that is gone, and requests that failed for it", async () => {
    const seen = await aftermathOf({ forgetsAfter: 10 });
    expect(seen).toMatchObject({ sessionsLost: 1 });
    expect([...(seen?.failures.keys() ?? [])]).toEqual(["401"]);
  });

  it("does not begin when the visitors cannot sign in", async () => {
    const site = await serve({});
    site.stop();
    expect(await Load.start(site.url, 1)).toBeUndefined();
  });
});
