import { connect } from "node:net";

/** What is asked again and again. */
export interface PipelinedRequest {
  readonly path: string;
  readonly cookie: string;
}

/** Sends requests over one connection, all at once. @returns how many were answered with 200 when it was closed */
export async function pipeline(
  url: string,
  count: number,
  { path, cookie }: PipelinedRequest,
): Promise<number> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const request = `GET ${path} HTTP/1.1\r\nHost: a\r\nCookie: ${cookie}\r\n`;
  socket.write(`${`${request}\r\n`.repeat(count - 1)}${request}Connection: close\r\n\r\n`);
  let text = "";
  for await (const chunk of socket) text += String(chunk);
  return text.split("HTTP/1.1 200").length - 1;
}
