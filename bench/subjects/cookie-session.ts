import cookieSession from "cookie-session";
import { assignedSession } from "./assigned-session.ts";
import { serveExpress } from "./serve-express.ts";
import type { ExpressContext } from "./serve-express.ts";
import type { VisitorData } from "./session-data.ts";
import { idleSeconds, secret } from "./settings.ts";

const sessionOf = ({ request }: ExpressContext): Partial<VisitorData> =>
  request.session as unknown as Partial<VisitorData>;

serveExpress(
  assignedSession(sessionOf, ({ request }, data) => {
    request.session = { ...data } as never;
  }),
  cookieSession({ name: "sid", secret, maxAge: idleSeconds * 1000, httpOnly: true, sameSite: "lax" }),
);
