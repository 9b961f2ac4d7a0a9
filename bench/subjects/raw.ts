import { randomBytes } from "node:crypto";
import { parseCookie } from "cookie";
import { sign, unsign } from "cookie-signature";
import type { Request } from "express";
import { connectRaw } from "./raw-commands.ts";
import { serveExpress } from "./serve-express.ts";
import type { VisitorData } from "./session-data.ts";
import { secret } from "./settings.ts";

const commands = await connectRaw();

interface Loaded {
  readonly id: string;
  readonly data: VisitorData;
}

/** The least that a session in Redis can be: a signed cookie and one JSON string. */
async function load(request: Request): Promise<Loaded | undefined> {
  const { sid } = parseCookie(request.headers.cookie ?? "");
  const id = sid !== undefined && unsign(sid, secret);
  if (!id) return undefined;
  const text = await commands.get(id);
  return text === null ? undefined : { id, data: JSON.parse(text) as VisitorData };
}

serveExpress({
  async read({ request }) {
    return (await load(request))?.data.username;
  },
  async modify({ request }) {
    const loaded = await load(request);
    if (!loaded) return undefined;
    const { id, data } = loaded;
    data.count = (data.count ?? 0) + 1;
    await commands.set(id, JSON.stringify(data));
    return data.count;
  },
  async login({ response }, data) {
    const id = randomBytes(32).toString("base64url");
    await commands.set(id, JSON.stringify(data));
    response.setHeader(
      "Set-Cookie",
      `sid=${encodeURIComponent(sign(id, secret))}; Path=/; HttpOnly; SameSite=Lax`,
    );
  },
});
