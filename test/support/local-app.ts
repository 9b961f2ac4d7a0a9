import type { Express } from "express";
import { MemoryStore } from "hertz-sessions/memory";
import { Registry } from "prom-client";

import { createApp, type AppDeps } from "../../biz/app.ts";
import { ClusterWatch } from "../../biz/cluster/cluster-watch.ts";
import { MemoryUserRepository } from "../../biz/dal/memory-user-repository.ts";
import type { ReplicaBoard } from "../../biz/dal/replica-board.ts";
import type { AttemptCounter } from "../../biz/model/attempt-limits.ts";
import { createLogger } from "../../pkg/logger/create-logger.ts";
import type { PasswordHasher } from "../../pkg/password/password-hasher.ts";
import { appConfig } from "./app-config.ts";
import { logLines, type LogLine } from "./log-lines.ts";
import { mountedSession } from "./mounted-session.ts";

export interface LocalApp {
  readonly app: Express;
  /** What it wrote to its log. */
  readonly lines: () => readonly LogLine[];
  readonly line: (message: string, nth?: number) => Promise<LogLine>;
}

/**
 * The app with everything in this process, without Redis and threads, where HTTP alone is looked at; parts
 * may be replaced.
 */
export function createLocalApp(parts: Partial<AppDeps> = {}): LocalApp {
  const { destination, lines, line } = logLines();
  const app = createApp({
    config: appConfig(),
    store: new MemoryStore({ secrets: ["a secret of the tests, long enough"] }),
    users: new MemoryUserRepository(),
    passwords: acceptingPasswords(false),
    attempts: unlimitedAttempts,
    logger: createLogger({ level: "info", replica: "app-1", destination }),
    metrics: new Registry(),
    checkRedis: async () => undefined,
    cluster: new ClusterWatch({
      board: deafBoard,
      replica: "app-1",
      stopping: new AbortController().signal,
    }),
    stopping: new AbortController().signal,
    mountSession: mountedSession,
    ...parts,
  });
  return { app, lines, line };
}

/** A counter that lets everybody try as often as they like. */
const unlimitedAttempts: AttemptCounter = {
  take: async () => {},
  giveBack: async () => {},
  forget: async () => {},
};

/** A board that nobody else reads, and that remembers nothing. */
const deafBoard: ReplicaBoard = {
  tell: async () => {},
  tellAndRead: async () => [],
  countKeys: async () => [],
};

/** A hasher that hashes nothing and takes every password for right, or for wrong. */
export function acceptingPasswords(accepts: boolean): PasswordHasher {
  return {
    hash: () => Promise.resolve("no real hash"),
    verify: () => Promise.resolve(accepts),
    isOutdated: () => false,
    close: () => Promise.resolve(),
  };
}
