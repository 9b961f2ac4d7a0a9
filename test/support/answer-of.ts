import { once } from "node:events";
import { createServer, get } from "node:http";
import type { IncomingMessage, OutgoingHttpHeaders, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A response as it came over the wire. */
export interface Answer {
  readonly status: number | undefined;
  readonly reason: string | undefined;
  /** Each header line, names in lower case, in order; without those that Node.js adds to every response. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

const OF_EVERY_RESPONSE: ReadonlySet<string> = new Set([
  "date",
  "connection",
  "keep-alive",
  "transfer-encoding",
]);

/** What a client gets from a server that has this handler alone. Rejects with what the handler throws. */
export async function answerOf(
  handler: (response: ServerResponse, request: IncomingMessage) => unknown,
  requestHeaders: OutgoingHttpHeaders = {},
): Promise<Answer> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    const handled = serveOne(server, handler);
    const { port } = server.address() as AddressInfo;
    const sent = get({ port, host: "127.0.0.1", headers: requestHeaders, agent: false });
    const [received] = await Promise.all([once(sent, "response"), handled]);
    return await read(received[0] as IncomingMessage);
  } finally {
    server.close();
  }
}

/** The values of one header, line by line. */
export function valuesOf({ headers }: Answer, name: string): string[] {
  return headers.filter(([header]) => header === name.toLowerCase()).map(([, value]) => value);
}

async function serveOne(
  server: Server,
  handler: (response: ServerResponse, request: IncomingMessage) => unknown,
): Promise<void> {
  const [request, response] = (await once(server, "request")) as [IncomingMessage, ServerResponse];
  try {
    await handler(response, request);
  } finally {
    response.end();
  }
}

async function read(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const { statusCode, statusMessage, rawHeaders } = response;
  const headers: [string, string][] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? "";
    if (!OF_EVERY_RESPONSE.has(name)) headers.push([name, rawHeaders[index + 1] ?? ""]);
  }
  return { status: statusCode, reason: statusMessage, headers, body: Buffer.concat(chunks).toString() };
}
