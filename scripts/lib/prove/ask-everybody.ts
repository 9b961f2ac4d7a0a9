import { ask, type Answer } from "./ask.ts";
import { ownAddresses, type Target } from "./target.ts";

/** The answers of all replicas to one question, by who gave them. */
export interface Answers {
  /** By the replica that answered; what came from no replica is under "nobody". */
  readonly throughNginx: ReadonlyMap<string, readonly Answer[]>;
  /** By the replica and its own address. */
  readonly direct: ReadonlyMap<string, readonly Answer[]>;
  /** How long it took to ask them all. */
  readonly durationMs: number;
}

/**
 * Asks for a page with one cookie: through nginx until as many replicas as there must be have answered, in at most
 * twenty tries for each, and then every replica whose own address is known.
 */
export async function askEverybody(target: Target, path: string, cookie: string): Promise<Answers> {
  const begun = performance.now();
  const throughNginx = new Map<string, Answer[]>();
  const direct = new Map<string, Answer[]>();
  for (
    let tries = 0;
    countReplicas(throughNginx) < target.replicas && tries < 20 * target.replicas;
    tries += 1
  ) {
    const answer = await ask(target.url + path, { cookie });
    const who = answer.servedBy ?? "nobody";
    throughNginx.set(who, [...(throughNginx.get(who) ?? []), answer]);
  }
  for (const address of ownAddresses(target)) {
    const answer = await ask(address + path, { cookie });
    direct.set(`${answer.servedBy ?? "nobody"} at ${address}`, [answer]);
  }
  return { throughNginx, direct, durationMs: performance.now() - begun };
}

/** How many different replicas are among those who answered. */
export function countReplicas(answers: ReadonlyMap<string, unknown>): number {
  return answers.size - (answers.has("nobody") ? 1 : 0);
}
