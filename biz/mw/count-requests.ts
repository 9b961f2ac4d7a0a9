import type { RequestHandler } from "express";

import type { ClusterWatch } from "../cluster/cluster-watch.ts";

/** Counts every request that gets here, for the page of the replicas. */
export function countRequests(cluster: ClusterWatch): RequestHandler {
  return function countRequest(_req, _res, next) {
    cluster.countRequest();
    next();
  };
}
