import type { getIronSession } from "iron-session";
import { serveExpress } from "./serve-express.ts";
import type { ExpressContext } from "./serve-express.ts";
import type { VisitorData } from "./session-data.ts";
import { idleSeconds, secret, variant } from "./settings.ts";

interface Library {
  readonly getIronSession: typeof getIronSession;
}

// The newest one asks for Node.js 22.13.
// Their types differ in what Next.js gives them alone.
const library =
  variant === "iron-session-9"
    ? ((await import("iron-session-9")) as unknown as Library)
    : await import("iron-session");
const options = {
  password: secret,
  cookieName: "sid",
  ttl: idleSeconds,
  cookieOptions: { secure: false, httpOnly: true, sameSite: "lax" as const },
};
const sessionOf = ({
  request,
  response,
}: ExpressContext): ReturnType<typeof getIronSession<Partial<VisitorData>>> =>
  library.getIronSession<Partial<VisitorData>>(request, response, options);

serveExpress({
  async read(context) {
    return (await sessionOf(context)).username;
  },
  async modify(context) {
    const session = await sessionOf(context);
    if (session.username === undefined) return undefined;
    session.count = (session.count ?? 0) + 1;
    await session.save();
    return session.count;
  },
  async login(context, data) {
    const session = await sessionOf(context);
    Object.assign(session, data);
    await session.save();
  },
});
