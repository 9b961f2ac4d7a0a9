import { once, setMaxListeners } from "node:events";
import { connect, type Socket } from "node:net";

const body = "POST /count HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 5000\r\n\r\n";

/** What a client can do that takes its time: what it sends at once, and whether it goes on, a byte every half second. */
const kinds = [
  { name: "says nothing", first: "", drips: false },
  { name: "never ends its head", first: "GET /count HTTP/1.1\r\nX-Slow: ", drips: true },
  { name: "never begins its body", first: body, drips: false },
  { name: "never ends its body", first: `${body}x`, drips: true },
] as const;

/** How a slow connection ended. */
export interface SlowEnd {
  readonly kind: string;
  readonly seconds: number;
}

/**
 * Opens so many slow connections, of each kind as many, and resolves when the last was closed by the other side.
 *
 * @param over - closes those that are still open
 */
export function holdSlowSockets(url: string, count: number, over?: AbortSignal): Promise<SlowEnd[]> {
  if (over) setMaxListeners(0, over); // one for each socket
  return Promise.all(Array.from({ length: count }, (_, index) => holdOne(url, index, over)));
}

async function holdOne(url: string, index: number, over: AbortSignal | undefined): Promise<SlowEnd> {
  const kind = kinds[index % kinds.length] ?? kinds[0];
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  // A byte that meets the closed connection is answered by a reset.
  socket.on("error", () => {});
  over?.addEventListener("abort", () => socket.destroy(), { once: true });
  await once(socket, "connect");
  const begun = performance.now();
  socket.write(kind.first);
  const drip = setInterval(() => {
    if (kind.drips) socket.write("x");
  }, 500);
  await closed(socket);
  clearInterval(drip);
  return { kind: kind.name, seconds: (performance.now() - begun) / 1000 };
}

async function closed(socket: Socket): Promise<void> {
  socket.resume();
  await new Promise<void>((resolve) => {
    socket.once("end", resolve);
    socket.once("close", resolve);
  });
  socket.destroy();
}
