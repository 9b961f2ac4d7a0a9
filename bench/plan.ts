import { subjects } from "./subjects.ts";
import type { SubjectEntry } from "./subjects.ts";
import { workloads } from "./workloads.ts";
import type { Workload } from "./workloads.ts";

/** One workload at one size and one load: what is compared in one table. */
export interface Scenario {
  readonly workload: Workload;
  readonly bytes: number;
  readonly connections: number;
  readonly replicas: number;
  readonly subjects: readonly SubjectEntry[];
}

/** What to measure. */
export interface Choice {
  readonly subjects?: readonly string[] | undefined;
  readonly workloads?: readonly string[] | undefined;
  readonly bytes: readonly number[];
  readonly connections: readonly number[];
  readonly replicas: readonly number[];
  /** The Node.js that runs the subjects. */
  readonly node: readonly [major: number, minor: number];
}

/** The scenarios of a choice, those with a session of the first size, connections and replicas for every workload. */
export function planScenarios(choice: Choice): Scenario[] {
  const chosen = workloads.filter(({ id }) => choice.workloads?.includes(id) ?? true);
  return chosen.flatMap((workload) =>
    variationsOf(choice, workload).map((variation) => ({
      workload,
      ...variation,
      subjects: subjects.filter((subject) => isChosen(subject, choice) && takesPart(subject, workload)),
    })),
  );
}

interface Variation {
  readonly bytes: number;
  readonly connections: number;
  readonly replicas: number;
}

/** One thing is varied at a time: sizes where the session is read, connections and replicas where it is read unchanged. */
function variationsOf({ bytes, connections, replicas }: Choice, { id }: Workload): Variation[] {
  const plain: Variation = {
    bytes: bytes[0] ?? 300,
    connections: connections[0] ?? 64,
    replicas: replicas[0] ?? 1,
  };
  const variations = [plain];
  if (id === "read" || id === "modify") {
    for (const size of bytes.slice(1)) variations.push({ ...plain, bytes: size });
  }
  if (id === "read") {
    for (const count of connections.slice(1)) variations.push({ ...plain, connections: count });
    for (const count of replicas.slice(1)) variations.push({ ...plain, replicas: count });
  }
  return variations;
}

function isChosen({ id, node }: SubjectEntry, choice: Choice): boolean {
  if (node && !isAtLeast(choice.node, node)) return false;
  return choice.subjects?.includes(id) ?? true;
}

function takesPart(subject: SubjectEntry, { id }: Workload): boolean {
  const isOtherBase = subject.id === subject.base && subject.id !== "express";
  if (isOtherBase) return ["read", "modify", "anonymous", "login"].includes(id);
  if (id === "update" || id === "flash") return subject.also?.includes(id) ?? false;
  if (id === "cookie") return subject.inCookie === true || subject.id === "express";
  return subject.inCookie !== true;
}

function isAtLeast(found: readonly [number, number], wanted: readonly [number, number]): boolean {
  return found[0] > wanted[0] || (found[0] === wanted[0] && found[1] >= wanted[1]);
}
