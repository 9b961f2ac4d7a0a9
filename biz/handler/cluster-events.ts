import type { Request } from "express";

import { messages } from "../../pkg/consts/messages.ts";
import { replicaColour } from "../../pkg/render/replica-colour.ts";
import type { ClusterState, ClusterWatch } from "../cluster/cluster-watch.ts";
import { StreamCounter, type StreamLimits } from "../cluster/stream-limits.ts";
import type { UserResponse } from "../mw/require-user.ts";

export interface ClusterEventsDeps {
  readonly cluster: ClusterWatch;
  readonly streams?: StreamLimits;
  /** When a stream ends, in milliseconds: who still has a session connects again. Default one minute. */
  readonly streamMs?: number;
}

/** A replica that was not heard of for so long does not answer: two reports were missed. */
const silentMs = 3000;

/**
 * GET /api/cluster: the replicas, once a second, as server-sent events.
 *
 * A stream ends after a minute, and its browser connects again: a session that ended meanwhile gets no further stream. 503
 * when there are too many.
 */
export function createClusterEvents(deps: ClusterEventsDeps) {
  const { cluster, streams = { total: 100, perUser: 6 }, streamMs = 60_000 } = deps;
  const counter = new StreamCounter(streams);
  return function clusterEvents(_req: Request, res: UserResponse): void {
    const { userId } = res.locals.user;
    res.set("Cache-Control", "no-store");
    if (!counter.enter(userId)) {
      res.status(503).set("Retry-After", "10").json({ error: messages.unavailable });
      return;
    }
    // nginx would collect an answer before it passes it on.
    res.status(200).set({ "Content-Type": "text/event-stream", "X-Accel-Buffering": "no" });
    res.write("retry: 1000\n\n");
    const leave = cluster.view((state) => {
      // A viewer who cannot keep up gets the next state; a drained server has ended the stream.
      if (res.writableEnded || res.writableNeedDrain) return;
      res.write(`data: ${JSON.stringify(toShow(state))}

`);
    });
    const end = setTimeout(() => res.end(), streamMs);
    res.once("close", () => {
      clearTimeout(end);
      leave();
      counter.leave(userId);
    });
  };
}

function toShow({ redisAnswers, replicas, keys }: ClusterState) {
  return {
    redisAnswers,
    keys,
    replicas: replicas.map((replica) => ({
      name: replica.name,
      colour: replicaColour(replica.name),
      rate: Math.round(replica.rate * 10) / 10,
      age: Math.round(replica.age),
      health: healthOf(replica),
    })),
  };
}

function healthOf(replica: ClusterState["replicas"][number]): "answers" | "ending" | "silent" {
  if (replica.silentMs >= silentMs) return "silent";
  return replica.ending ? "ending" : "answers";
}
