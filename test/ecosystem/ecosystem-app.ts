import { once } from "node:events";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";

import flash from "connect-flash";
import { csrfSync } from "csrf-sync";
import type express from "express";
import type expressSession from "express-session";
import passport from "passport";
import { Strategy as LocalStrategy } from "passport-local";
import { Server as SocketServer } from "socket.io";
import { onTestFinished } from "vitest";
import { WebSocketServer } from "ws";

/** What gives requests a session: express-session itself, or what takes its place. */
export type SessionFunction = typeof expressSession;

type Session = expressSession.Session & { [key: string]: unknown; passport?: { user?: string } };
/** A request with what this application's middleware puts on it. */
interface Visit extends IncomingMessage {
  readonly session: Session;
  readonly user?: { readonly name: string };
}

/** The application, written for express-session: whoever takes its place must need no other word. */
export interface EcosystemAppOptions {
  readonly express: typeof express;
  readonly session: SessionFunction;
  readonly store: expressSession.Store;
}

/** Starts it; it is ended with the test. @returns where it answers */
export async function startEcosystemApp({ express, session, store }: EcosystemAppOptions): Promise<string> {
  const app = express();
  const sessions = session({
    secret: "a secret of the tests, long enough",
    store,
    resave: false,
    saveUninitialized: false,
  });
  app.use(sessions);
  app.use(flash());
  mountPassport(app);
  mountFlashes(app);
  mountCsrf(app);
  app.use((error: Error, _req: express.Request, res: express.Response, _next: express.NextFunction) => {
    res.status("status" in error ? Number(error.status) : 500).json({ error: error.message });
  });
  const server = app.listen(0, "127.0.0.1");
  const sockets = openSockets(sessions);
  server.on("upgrade", sockets.upgrade);
  const io = openSocketIo(server, sessions);
  await once(server, "listening");
  onTestFinished(async () => {
    sockets.end();
    void io.close();
    server.close();
    server.closeAllConnections();
    await once(server, "close");
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function mountPassport(app: express.Express): void {
  const auth = new passport.Passport();
  auth.serializeUser((user, done) => done(null, (user as { name: string }).name));
  auth.deserializeUser((name, done) => done(null, { name }));
  auth.use(
    new LocalStrategy((username, password, done) => {
      if (password === "right") done(null, { name: username });
      else done(null, false, { message: "Wrong password" });
    }),
  );
  app.use(auth.session());
  const asJson = (req: express.Request, res: express.Response, next: express.NextFunction): void => {
    req.body = req.query; // the fields of the form, without a parser of bodies
    next();
  };
  for (const keepSessionInfo of [false, true]) {
    const options = { failureFlash: true, failureRedirect: "/flashes", keepSessionInfo };
    app.post(
      keepSessionInfo ? "/login-keeping" : "/login",
      asJson,
      auth.authenticate("local", options),
      whoAmI,
    );
    app.post(keepSessionInfo ? "/logout-keeping" : "/logout", (req, res, next) => {
      req.logout({ keepSessionInfo }, (error: unknown) => {
        if (error) next(error);
        else whoAmI(req, res);
      });
    });
  }
  app.get("/me", whoAmI);
  app.post("/cart/:item", (req, res) => {
    const { session } = req as IncomingMessage as Visit;
    session["cart"] = [...((session["cart"] as unknown[] | undefined) ?? []), req.params.item];
    whoAmI(req, res);
  });
}

function whoAmI(req: express.Request, res: express.Response): void {
  const { session, user } = req as IncomingMessage as Visit;
  res.json({ user: user?.name, cart: session["cart"], messages: session["messages"] });
}

function mountFlashes(app: express.Express): void {
  app.post("/flash/:text", (req, res) => {
    req.flash("info", req.params.text);
    res.redirect(303, "/flashes");
  });
  app.get("/flashes", (req, res) => {
    res.json(req.flash());
  });
}

function mountCsrf(app: express.Express): void {
  const { generateToken, csrfSynchronisedProtection } = csrfSync({
    getTokenFromRequest: (req) => req.get("x-csrf-token"),
  });
  app.get("/token", (req, res) => {
    res.json({ token: generateToken(req) });
  });
  app.post("/guarded", csrfSynchronisedProtection, (_req, res) => {
    res.json({ done: true });
  });
}

/** Socket.IO, with the session at the handshake as its documentation has it for express-session. Counts messages in the session. */
function openSocketIo(server: Server, sessions: express.RequestHandler): SocketServer {
  const io = new SocketServer(server, { serveClient: false });
  io.engine.use(sessions);
  io.on("connection", (socket) => {
    const { session } = socket.request as Visit;
    if (session.passport?.user === undefined) socket.disconnect(true);
    socket.on("count", (answer: (told: unknown) => void) => {
      const request = socket.request as Visit;
      request.session.reload((unread: unknown) => {
        request.session["messages"] = Number(request.session["messages"] ?? 0) + 1;
        request.session.save((unsaved: unknown) => {
          answer({ failed: Boolean(unread ?? unsaved), user: request.session.passport?.user });
        });
      });
    });
  });
  return io;
}

/** WebSockets for those who are signed in, whose messages are counted in the session: the session is shared at the upgrade, as `ws` shows it. */
function openSockets(sessions: express.RequestHandler) {
  const webSockets = new WebSocketServer({ noServer: true });
  webSockets.on("connection", (socket, request: Visit) => {
    socket.on("message", () => {
      request.session.reload((unread: unknown) => {
        request.session["messages"] = Number(request.session["messages"] ?? 0) + 1;
        request.session.save((unsaved: unknown) => {
          const failed = Boolean(unread ?? unsaved);
          socket.send(JSON.stringify({ failed, user: request.session.passport?.user }));
        });
      });
    });
  });
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    if (request.url?.startsWith("/socket.io/")) return;
    const answer = {} as ServerResponse as express.Response;
    sessions(request as express.Request, answer, () => {
      const visit = request as Visit;
      if (visit.session.passport?.user === undefined) {
        socket.end("HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n");
        return;
      }
      webSockets.handleUpgrade(request, socket, head, (opened) => {
        webSockets.emit("connection", opened, visit);
      });
    });
  };
  const end = (): void => {
    for (const client of webSockets.clients) client.terminate();
    webSockets.close();
  };
  return { upgrade, end };
}
