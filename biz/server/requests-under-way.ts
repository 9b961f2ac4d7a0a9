import type { Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** Knows the answers that a server still owes, and can let each be the last on its connection. */
export class RequestsUnderWay {
  readonly #responses = new Set<ServerResponse>();
  /** Requests may be pipelined: only the answer to the newest may say that it is the last. */
  readonly #newest = new Map<Socket, ServerResponse>();
  #ending = false;

  constructor(server: Server) {
    server.prependListener("request", ({ socket }, res) => {
      this.#add(socket, res);
    });
  }

  /** From now on every answer whose head has not gone yet says `Connection: close`. */
  endConnections(): void {
    this.#ending = true;
    for (const res of this.#newest.values()) announceEnd(res);
  }

  /** Ends event streams: they would go on for ever, and whoever listens connects again, to another server. */
  endStreams(): void {
    for (const res of this.#responses) if (isEventStream(res)) res.end();
  }

  #add(socket: Socket, res: ServerResponse): void {
    const before = this.#newest.get(socket);
    this.#responses.add(res);
    this.#newest.set(socket, res);
    res.once("close", () => {
      this.#responses.delete(res);
      if (this.#newest.get(socket) === res) this.#newest.delete(socket);
    });
    if (!this.#ending) return;
    if (before && !before.headersSent) before.removeHeader("Connection");
    announceEnd(res);
  }
}

function announceEnd(res: ServerResponse): void {
  if (!res.headersSent) res.setHeader("Connection", "close");
}

function isEventStream(res: ServerResponse): boolean {
  const type = res.getHeader("Content-Type");
  return res.headersSent && typeof type === "string" && type.startsWith("text/event-stream");
}
