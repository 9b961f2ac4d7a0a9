import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** What a site may get wrong. */
export interface Faults {
  /** Each replica knows only the sessions that began on it. */
  ownSessions?: boolean;
  /** Every third visit is not counted. */
  lostVisits?: boolean;
  /** The logout clears the cookie and keeps the session. */
  keptSession?: boolean;
  /** The login goes on with the id of the visitor before it. */
  sameId?: boolean;
  /** Every session is gone after so many requests. */
  forgetsAfter?: number;
}

interface Session {
  readonly username: string;
  /** The replica on which it began. */
  readonly home: string;
  visits: number;
}

const pagesWithForm = new Set(["/register.html", "/login.html", "/sessions.html"]);

/** A site of two replicas behind a round robin, in one process: enough of the demo for a proof to go through. */
class FakeSite {
  readonly #faults: Faults;
  readonly #sessions = new Map<string, Session>();
  #requests = 0;

  constructor(faults: Faults) {
    this.#faults = faults;
  }

  async answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    this.#requests += 1;
    if (this.#requests === this.#faults.forgetsAfter) this.#sessions.clear();
    const replica = `replica-${(this.#requests % 2) + 1}`;
    const id = /sid=([^;]+)/.exec(req.headers.cookie ?? "")?.[1] ?? "";
    const form = new URLSearchParams(await text(req));
    res.setHeader("X-Served-By", replica);
    if (req.method === "POST") {
      if (form.get("csrf") !== "the token") {
        res.writeHead(403).end();
        return;
      }
      const [to, cookie] = this.#post(req.url, id, { username: form.get("username") ?? "", home: replica });
      res.writeHead(303, { Location: to, "Set-Cookie": cookie }).end();
      return;
    }
    if (pagesWithForm.has(req.url ?? "")) {
      res.end('<input type="hidden" name="csrf" value="the token">');
      return;
    }
    this.#showSession(req.url, id, { replica, res });
  }

  #showSession(
    path: string | undefined,
    id: string,
    { replica, res }: { replica: string; res: ServerResponse },
  ): void {
    const session = this.#sessions.get(id);
    if (session === undefined || (this.#faults.ownSessions && session.home !== replica)) {
      res.writeHead(401).end();
      return;
    }
    const isLost = this.#faults.lostVisits && this.#requests % 3 === 0;
    if (path === "/index.html" && !isLost) session.visits += 1;
    res.end(JSON.stringify({ ...session, session: { handle: "public" } }));
  }

  /** Where a form leads, and the cookie that comes with the answer. */
  #post(path: string | undefined, id: string, user: Omit<Session, "visits">): [to: string, cookie: string] {
    if (path === "/register") return ["/login.html", "sid=visitor"];
    if (path === "/logout") {
      if (!this.#faults.keptSession) this.#sessions.delete(id);
      return ["/login.html", "sid=; Max-Age=0"];
    }
    const sid = this.#faults.sameId ? "visitor" : "user";
    this.#sessions.set(sid, { ...user, visits: 0 });
    return ["/index.html", `sid=${sid}`];
  }
}

/** Serves the site at the URL that it gives, until it is stopped. */
export async function serve(faults: Faults): Promise<{ url: string; stop: () => void }> {
  const site = new FakeSite(faults);
  const server = createServer((req, res) => void site.answer(req, res)).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
