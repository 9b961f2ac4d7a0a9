import { once } from "node:events";
import { createServer } from "node:net";

// Below the range from which systems take the ports of outgoing connections, so that none of those takes the port
// of a server that a test has stopped and will start again; and a cluster's second port, 10000 higher, exists.
const lowest = 20_000;
const highest = 32_000;

/** A port of 127.0.0.1 that nobody listened on a moment ago; whoever uses it must be ready to find it taken. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest));
    const server = createServer().listen(port, "127.0.0.1");
    try {
      await once(server, "listening");
    } catch {
      continue;
    }
    server.close();
    await once(server, "close");
    return port;
  }
}
