// A TypeScript project that has changed one import, and the module name of its declaration. Compiled alone: a declaration holds for all
// of a program.
import express, { type Request } from "express";
import session, {
  MemoryStore,
  Store,
  type CookieOptions,
  type Session,
  type SessionData,
} from "hertz-sessions/express-session";

declare module "hertz-sessions/express-session" {
  interface SessionData {
    views: number;
  }
}

class OwnStore extends Store {
  readonly #records = new Map<string, SessionData>();
  override get(id: string, callback: (error: unknown, session?: SessionData | null) => void): void {
    callback(null, this.#records.get(id));
  }
  override set(id: string, record: SessionData, callback?: (error?: unknown) => void): void {
    this.#records.set(id, record);
    callback?.();
  }
  override destroy(id: string, callback?: (error?: unknown) => void): void {
    this.#records.delete(id);
    callback?.();
  }
}

const cookie: CookieOptions = { maxAge: 60_000, sameSite: "auto", secure: "auto" };
const options: session.SessionOptions = {
  secret: ["newest", "older"],
  store: new OwnStore(),
  genid: (request) => String(request.url),
  resave: false,
  saveUninitialized: false,
  cookie,
};

export const app = express();
app.use(session(options));
app.get("/", async (request, response) => {
  request.session.views = (request.session.views ?? 0) + 1;
  // @ts-expect-error -- a number of views is no text
  request.session.views = "many";
  // @ts-expect-error -- nobody declared it
  request.session.likes = 1;
  const same: Session = request.session.save(() => response.end());
  const moved: Promise<unknown> = request.session.regenerate();
  await moved;
  request.session.cookie.maxAge = 1000;
  response.json([same.id, request.sessionID, new MemoryStore() instanceof Store]);
});

export function viewsOf(request: Request): number | undefined {
  return request.session.views;
}
