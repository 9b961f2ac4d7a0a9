import express from "express";
import request from "supertest";
import { getSession, sessions } from "hertz-sessions";
import type { AnyStore, Session, SessionsOptions } from "hertz-sessions";

export type AnySession = Session<Record<string, unknown>>;
/** A browser, and what its requests do with a session. */
export interface Visitor {
  /** Lets the visitor make one request that does something with a session, and gives its Set-Cookie headers. */
  visit(handler: (session: AnySession) => unknown, name?: string): Promise<string[]>;
}

/** A visitor of an application that has sessions, each with a cookie jar of its own. */
export function visitorOf(names: string | string[], store: AnyStore, options?: SessionsOptions): Visitor {
  const app = express();
  app.use(sessions(names, store, { warnUnsaved: false, ...options }));
  let answer: (req: express.Request) => Promise<unknown> = async () => undefined;
  app.get("/", async (req, res) => {
    await answer(req);
    res.end();
  });
  const agent = request.agent(app);
  return {
    async visit(handler, name) {
      let failure: unknown;
      answer = async (req) => {
        try {
          await handler(await getSession<Record<string, unknown>>(req, name));
        } catch (error) {
          failure = error;
        }
      };
      const response = await agent.get("/");
      if (failure !== undefined) throw failure as Error;
      const lines: unknown = response.headers["set-cookie"] ?? [];
      return lines as string[];
    },
  };
}

const valuesOf = (session: AnySession): Record<string, unknown> =>
  Object.fromEntries(session.keys().map((key) => [key, session.get(key)]));

/** What a visitor's session holds in the next request. */
export async function valuesNow(visitor: Visitor, name?: string): Promise<Record<string, unknown>> {
  let values = {};
  await visitor.visit((session) => {
    values = valuesOf(session);
  }, name);
  return values;
}
