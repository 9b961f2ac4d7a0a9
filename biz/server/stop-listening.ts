import type { Server } from "node:http";
import { Server as NetServer } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";

// A turn of the event loop without work takes some 20 microseconds.
const shortTurnMs = 0.2;
// From then on a longer turn is short enough, and then any: a busy machine may have none that is shorter.
const patienceMs = 500;
const longestMs = 1000;

/**
 * Takes no new connection, and leaves those that there are alone: unlike `server.close()`, which closes idle ones.
 *
 * The system completes connections before Node.js accepts them, one in each turn of its event loop, and resets those
 * that wait when the listening socket is closed, whatever was sent over them. So it is closed in a moment when none
 * waits: after a turn that accepted none, and that was so short that hardly one can have come since.
 */
export async function stopListening(server: Server): Promise<void> {
  let accepted = 0;
  const count = (): void => void (accepted += 1);
  server.on("connection", count);
  const begun = performance.now();
  // Ends the turn that is running.
  await nextTurn();
  for (;;) {
    const before = accepted;
    const turnBegan = performance.now();
    await nextTurn();
    const now = performance.now();
    const shortEnough = now - turnBegan < (now - begun < patienceMs ? shortTurnMs : longestMs);
    if ((accepted === before && shortEnough) || now - begun > longestMs) break;
  }
  server.off("connection", count);
  NetServer.prototype.close.call(server);
}
