import { newVisitor } from "./session-data.ts";
import type { VisitorData } from "./session-data.ts";

type Awaitable<Value> = Value | Promise<Value>;

/** What a session library is asked to do; `undefined` is the answer to a visitor without a session. */
export interface Subject<Context> {
  /** The user's name. */
  read(context: Context): Awaitable<string | undefined>;
  /** Adds one to the session's count, as a handler does that reads, computes and saves. */
  modify(context: Context): Awaitable<number | undefined>;
  /** Puts a visitor's data into a session with a new id. */
  login(context: Context, data: VisitorData): Awaitable<void>;
  /** Adds one to the count by the safest means that the library has. */
  update?(context: Context): Awaitable<number | undefined>;
  /** Takes the notices left by the last request, and leaves one. */
  flash?(context: Context): Awaitable<number | undefined>;
  /** The count as it is stored. */
  count?(context: Context): Awaitable<number | undefined>;
}

/** An answer before a framework has sent it. */
export interface Answer {
  readonly status: 200 | 401;
  readonly body: object;
}

/** One path that every subject answers alike. */
export interface Route<Context> {
  readonly method: "get" | "post";
  readonly path: string;
  readonly answer: (context: Context) => Promise<Answer>;
}

const NOBODY: Answer = { status: 401, body: {} };

/** The routes of a subject, which frameworks mount after the session middleware. */
export function routesOf<Context>(subject: Subject<Context>): Route<Context>[] {
  const get = (
    path: string,
    field: string,
    work: (context: Context) => Awaitable<unknown>,
  ): Route<Context> => ({
    method: "get",
    path,
    answer: async (context) => {
      const value = await work(context);
      return value === undefined ? NOBODY : { status: 200, body: { [field]: value } };
    },
  });
  return [
    get("/read", "username", (context) => subject.read(context)),
    get("/modify", "count", (context) => subject.modify(context)),
    get("/update", "count", (context) => subject.update?.(context)),
    get("/flash", "notices", (context) => subject.flash?.(context)),
    get("/count", "count", (context) => subject.count?.(context)),
    get("/anonymous", "ok", () => true),
    {
      method: "post",
      path: "/login",
      answer: async (context) => {
        const data = newVisitor();
        await subject.login(context, data);
        return { status: 200, body: { username: data.username } };
      },
    },
  ];
}

/** No session at all: what the framework itself costs. */
export const withoutSession: Subject<unknown> = {
  read: () => "user-00000001",
  modify: () => 1,
  update: () => 1,
  flash: () => 1,
  count: () => 1,
  login: () => undefined,
};
