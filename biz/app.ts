import express, { type Express } from "express";
import type { BaseStore } from "hertz-sessions";
import type { Registry } from "prom-client";

import type { Config } from "../pkg/config/read-config.ts";
import type { Logger } from "../pkg/logger/create-logger.ts";
import { requestLog } from "../pkg/logger/request-log.ts";
import { requestMetrics } from "../pkg/metrics/request-metrics.ts";
import type { PasswordHasher } from "../pkg/password/password-hasher.ts";
import { staticFiles, useViews } from "../pkg/render/views.ts";
import { createDeviceCookie } from "./account/device-cookie.ts";
import type { ClusterWatch } from "./cluster/cluster-watch.ts";
import type { CheckRedis } from "./dal/redis-health.ts";
import type { UserRepository } from "./dal/user-repository.ts";
import type { AttemptCounter } from "./model/attempt-limits.ts";
import { countRequests } from "./mw/count-requests.ts";
import { createCsrf } from "./mw/csrf.ts";
import { errorHandler, notFound } from "./mw/errors.ts";
import { securityHeaders } from "./mw/headers.ts";
import { legalUrl } from "./mw/legal-url.ts";
import { servedBy } from "./mw/served-by.ts";
import { initSession } from "./mw/session.ts";
import { createApiRouter } from "./router/api-router.ts";
import { createPageRouter } from "./router/page-router.ts";
import { createProbeRouter } from "./router/probe-router.ts";

/** What the app is made of. Whoever makes the parts also closes them. */
export interface AppDeps {
  readonly config: Pick<
    Config,
    "production" | "replica" | "trustProxy" | "publicOrigin" | "csrf" | "device"
  > & {
    readonly session: Pick<Config["session"], "cookieName" | "secure">;
  };
  /** Where sessions are, and which of them are whose: a RedisStore or a MemoryStore. */
  readonly store: BaseStore;
  readonly users: UserRepository;
  readonly passwords: PasswordHasher;
  readonly attempts: AttemptCounter;
  readonly logger: Logger;
  /** Takes the numbers of requests, and is shown at /metrics. */
  readonly metrics: Registry;
  readonly checkRedis: CheckRedis;
  /** Takes the number of requests, and is shown at /cluster.html. */
  readonly cluster: ClusterWatch;
  /** Aborted when the process begins to end. */
  readonly stopping: AbortSignal;
  /** Gives requests their session. Default `initSession`. */
  readonly mountSession?: typeof initSession;
}

/** The demo as an Express app that does not listen yet. */
export function createApp({
  config,
  store,
  users,
  passwords,
  attempts,
  logger,
  metrics,
  checkRedis,
  cluster,
  stopping,
  mountSession = initSession,
}: AppDeps): Express {
  const { replica, publicOrigin } = config;
  const { cookieName, secure } = config.session;
  const device = createDeviceCookie({ ...config.device, secure });
  const csrf = createCsrf({ ...config.csrf, secure, publicOrigin });
  const app = express();
  // No page may be kept by a cache, so none needs a tag; static files have their own.
  app.disable("etag");
  app.set("trust proxy", config.trustProxy);
  useViews(app, { cache: config.production });

  app.use(servedBy(replica));
  app.use(securityHeaders({ secure: secure === true }));
  app.use(createProbeRouter({ checkRedis, stopping, logger, metrics }));
  app.use(requestLog(logger));
  app.use(requestMetrics(metrics, ["/static"]));
  app.use(legalUrl);
  app.use("/static", staticFiles());
  app.use(countRequests(cluster));
  app.use(mountSession({ store, cookieName }));
  app.use("/api", createApiRouter({ replica, cluster }));
  app.use(createPageRouter({ users, sessions: store, passwords, attempts, replica, csrf, device }));
  app.use(notFound);
  app.use(errorHandler(logger));
  return app;
}
