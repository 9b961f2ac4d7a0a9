import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Socket } from "node:net";

// Above it nothing more is read from the connection. What was read in one piece with them still waits: 64 KB at most.
const maxWaiting = 32;

interface Exchange {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
}

/**
 * The same handler, given the requests of one connection one after another.
 *
 * Node.js hands over all the requests that a client has pipelined at once, and everybody else waits until the last
 * handler has begun. Here the next one begins when the answer before it has gone, and other connections had their turn.
 */
export function inTurn(handler: RequestListener): RequestListener {
  const lines = new WeakMap<Socket, Exchange[]>();

  const run = ({ req, res }: Exchange): void => {
    const { socket } = req;
    res.once("close", () => {
      const waiting = lines.get(socket) ?? [];
      if (waiting.length === 0 || socket.destroyed) lines.delete(socket);
      else setImmediate(runNext, socket, waiting);
    });
    handler(req, res);
  };

  const runNext = (socket: Socket, waiting: Exchange[]): void => {
    const next = waiting.shift();
    if (next === undefined || socket.destroyed) return;
    // Node.js reads on whenever an answer has gone.
    if (waiting.length > maxWaiting) socket.pause();
    else socket.resume();
    run(next);
  };

  return function takeTurn(req, res) {
    const { socket } = req;
    const waiting = lines.get(socket);
    if (waiting === undefined) {
      lines.set(socket, []);
      run({ req, res });
    } else {
      waiting.push({ req, res });
      if (waiting.length > maxWaiting) socket.pause();
    }
  };
}
