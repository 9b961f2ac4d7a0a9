import { parseArgs } from "node:util";

export const usage = `npm run bench -- [options]

Measures session libraries for Node.js side by side: every subject in a fresh process, one after the other in each round.

  --quick               the table in about two minutes: the main subjects, four workloads, one round
  --full                all sizes, connections and replicas, Redis memory and cost at 1,000,000
                        sessions too
  --subjects A,B        only these (see bench/subjects.ts)
  --workloads A,B       only these: read, modify, anonymous, login, update, flash, cookie
  --bytes 300,4096      sizes of the session; the second and later for read and modify alone
  --connections 64,512  connections of the load; the second and later for read alone
  --replicas 1,3        one process, or three behind nginx, for read alone
  --rounds 3  --seconds 3  --warm 2
  --node PATH           the Node.js that runs the subjects; default the one that runs this
  --memory 100000       also measures Redis memory with so many sessions
  --scale 10000,100000  also measures what must not grow, beside so many sessions
  --write NAME          puts the result into docs/performance.md, between its marks of this name, and
                        docs/performance/NAME.json and .svg beside it
  --help
`;

/** What a run was asked for. */
export interface BenchOptions {
  readonly subjects: readonly string[] | undefined;
  readonly workloads: readonly string[] | undefined;
  readonly bytes: readonly number[];
  readonly connections: readonly number[];
  readonly replicas: readonly number[];
  readonly rounds: number;
  readonly seconds: number;
  readonly warm: number;
  readonly node: string;
  readonly memory: readonly number[];
  readonly scale: readonly number[];
  readonly write: string | undefined;
}

const base = { bytes: "300", connections: "64", replicas: "1", rounds: "3", seconds: "3", warm: "2" };
const quick = {
  ...base,
  rounds: "1",
  subjects: "express,raw-ioredis,hertz-ioredis,hertz-node-redis,express-session",
  workloads: "read,modify,anonymous,login",
};
const full = {
  ...base,
  bytes: "300,4096,65536",
  connections: "64,512",
  replicas: "1,3",
  memory: "100000,1000000",
  scale: "10000,100000,1000000",
};

const text = { type: "string" } as const;
const flag = { type: "boolean" } as const;
const words = {
  subjects: text,
  workloads: text,
  bytes: text,
  connections: text,
  replicas: text,
  rounds: text,
  seconds: text,
  warm: text,
  node: text,
  memory: text,
  scale: text,
  write: text,
};

/** Reads the command line; `undefined` when it asks for help. @throws Error for what cannot be meant */
export function readOptions(args: readonly string[]): BenchOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: { ...words, quick: flag, full: flag, help: flag },
  });
  if (values.help) return undefined;
  const { subjects, workloads, memory, scale, ...said } = { ...presetOf(values), ...values };
  return {
    subjects: list(subjects),
    workloads: list(workloads),
    bytes: numbers("bytes", said.bytes),
    connections: numbers("connections", said.connections),
    replicas: numbers("replicas", said.replicas),
    rounds: number("rounds", said.rounds),
    seconds: number("seconds", said.seconds),
    warm: number("warm", said.warm),
    node: said.node ?? process.execPath,
    memory: memory === undefined ? [] : numbers("memory", memory),
    scale: scale === undefined ? [] : numbers("scale", scale),
    write: said.write,
  };
}

type Preset = typeof base & {
  readonly subjects?: string;
  readonly workloads?: string;
  readonly memory?: string;
  readonly scale?: string;
};

function presetOf(chosen: {
  readonly quick?: boolean | undefined;
  readonly full?: boolean | undefined;
}): Preset {
  if (chosen.quick) return quick;
  return chosen.full ? full : base;
}

function list(value: string | undefined): string[] | undefined {
  return value?.split(",").filter((each) => each !== "");
}

function numbers(name: string, value: string): number[] {
  return value.split(",").map((each) => number(name, each));
}

function number(name: string, value: string): number {
  const found = Number(value);
  if (Number.isInteger(found) && found > 0) return found;
  throw new Error(`--${name} takes whole numbers above 0, found ${value}`);
}
