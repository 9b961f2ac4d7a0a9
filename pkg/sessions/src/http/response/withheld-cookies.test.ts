import type { IncomingMessage } from "node:http";
import express from "express";
import request from "supertest";
import { describe, expect, it } from "vitest";
import { catchEvents } from "../../../../../test/support/catch-events.ts";
import { catchWarnings } from "../../../../../test/support/catch-warnings.ts";
import { CookieStore } from "../../cookie/cookie-store.ts";
import type { CookieOptions } from "../../core/settings/cookie-options.ts";
import type { AnyStore } from "../../core/sealed-store.ts";
import type { Session } from "../../core/session/session.ts";
import { getSession } from "../get-session.ts";
import { sessions } from "../../express/sessions.ts";
import { MemoryStore } from "../../memory/memory-store.ts";

const secrets = ["a secret of the tests, long enough"];

type AnySession = Session<{ n: number }>;

interface Served {
  readonly store: AnyStore;
  readonly handle?: (session: AnySession, begin: () => void) => Promise<void>;
  readonly trustProxy?: boolean;
}

/** An app whose only route saves a session, or does as it is told. `begin` sends the head of the response. */
function serve({ store, handle = save, trustProxy = false }: Served): express.Express {
  const app = express();
  app.set("trust proxy", trustProxy);
  app.use(sessions("sid", store, { warnUnsaved: false }));
  app.get("/", async (incoming: IncomingMessage, response: express.Response) => {
    if (handle) await handle(await getSession<{ n: number }>(incoming), () => void response.write("."));
    response.end();
  });
  return app;
}

async function save(session: AnySession): Promise<void> {
  session.set("n", (session.get("n") ?? 0) + 1);
  await session.save();
}

function storeWith(cookie: CookieOptions): MemoryStore {
  return new MemoryStore({ secrets, cookie });
}

const overHttps = { "X-Forwarded-Proto": "https" };

describe.each(["MemoryStore", "CookieStore"])("a cookie of a %s over plain HTTP", (kind) => {
  const storeOf = (cookie: CookieOptions): AnyStore =>
    kind === "MemoryStore" ? storeWith(cookie) : new CookieStore({ secrets, cookie });
  const store = kind === "MemoryStore" ? "memory" : "cookie";

  it.each<[string, CookieOptions, string]>([
    ["that is Secure", { secure: true }, "it is Secure"],
    ["with SameSite=None", { sameSite: "none" }, "SameSite=None needs Secure"],
    ["that is Partitioned", { partitioned: true }, "Partitioned needs Secure"],
  ])("%s: says once why browsers drop it, and tells of each", async (_name, cookie, why) => {
    const [warnings, withheld] = [catchWarnings(), catchEvents("withheld")];
    const app = serve({ store: storeOf(cookie) });
    for (let count = 0; count < 3; count += 1) await request(app).get("/");
    expect(warnings).toEqual([
      {
        code: "WRN_SESSION_COOKIE_WITHHELD",
        message: expect.stringMatching(
          `^Browsers drop the cookie sid: ${why}, and the request came over HTTP`,
        ),
      },
    ]);
    expect(withheld).toEqual([1, 2, 3].map(() => ({ store, cookie: "sid", reason: "insecure" })));
  });
});

describe("a cookie behind a proxy where TLS ends", () => {
  it("that Express was not told to trust goes without Secure, and one line says so and what to do", async () => {
    const [warnings, withheld] = [catchWarnings(), catchEvents("withheld")];
    const app = serve({ store: storeWith({}) });
    for (let count = 0; count < 3; count += 1) await request(app).get("/").set(overHttps);
    expect(warnings).toEqual([
      {
        code: "WRN_SESSION_PROXY_NOT_TRUSTED",
        message: expect.stringMatching(
          /without Secure: X-Forwarded-Proto says https.*"trust proxy".*secure: true/,
        ),
      },
    ]);
    expect(withheld).toEqual([]);
  });

  it("that Express was not told to trust is dropped with SameSite=None, and the line names trust proxy", async () => {
    const [warnings, withheld] = [catchWarnings(), catchEvents("withheld")];
    await request(serve({ store: storeWith({ sameSite: "none" }) }))
      .get("/")
      .set(overHttps);
    expect(warnings).toMatchObject([{ message: expect.stringContaining('"trust proxy"') }]);
    expect(withheld).toHaveLength(1);
  });

  it.each<[string, CookieOptions, boolean]>([
    ["trusted", {}, true],
    ["not trusted, for a cookie that is Secure by option", { secure: true }, false],
    ["not trusted, for a cookie that is not Secure by option", { secure: false }, false],
  ])("%s: nothing is said", async (_name, cookie, trustProxy) => {
    const [warnings, withheld] = [catchWarnings(), catchEvents("withheld")];
    await request(serve({ store: storeWith(cookie), trustProxy }))
      .get("/")
      .set(overHttps);
    expect([warnings, withheld]).toEqual([[], []]);
  });

  it("that is not there: nothing is said of the defaults", async () => {
    const [warnings, withheld] = [catchWarnings(), catchEvents("withheld")];
    await request(serve({ store: storeWith({}) })).get("/");
    expect([warnings, withheld]).toEqual([[], []]);
  });
});

describe("a cookie that was due and is not sent", () => {
  it("since the head of the response had left is told of each time, and warned of once", async () => {
    const [warnings, withheld] = [catchWarnings(), catchEvents("withheld")];
    const rejections: unknown[] = [];
    const app = serve({
      store: storeWith({}),
      handle: async (session, begin) => {
        begin();
        await save(session).catch((error: unknown) => rejections.push(error));
      },
    });
    for (let count = 0; count < 2; count += 1) await request(app).get("/");
    expect(rejections).toMatchObject([1, 2].map(() => ({ code: "ERR_SESSION_HEADERS_SENT" })));
    expect(withheld).toEqual([1, 2].map(() => ({ store: "memory", cookie: "sid", reason: "headers-sent" })));
    expect(warnings).toEqual([
      {
        code: "WRN_SESSION_COOKIE_WITHHELD",
        message: expect.stringContaining("The cookie sid was not sent: the head of the response had left"),
      },
    ]);
  });

  it("since a save after the head renewed a session whose cookie keeps its own time is told of", async () => {
    catchWarnings();
    const store = storeWith({ maxAge: 600 });
    const app = serve({
      store,
      handle: async (session, begin) => {
        if (!session.isNew) begin();
        await save(session);
      },
    });
    const { headers } = await request(app).get("/");
    const withheld = catchEvents("withheld");
    await request(app)
      .get("/")
      .set("Cookie", String(headers["set-cookie"]).split(";")[0] ?? "");
    expect(withheld).toEqual([{ store: "memory", cookie: "sid", reason: "headers-sent" }]);
  });

  it("since its session was ended meanwhile is told of, and not warned of", async () => {
    const [warnings, withheld] = [catchWarnings(), catchEvents("withheld")];
    const store = storeWith({});
    const app = serve({
      store,
      handle: async (session) => {
        await save(session);
        await (await store.open(session.id))?.destroy();
      },
    });
    const { headers } = await request(app).get("/");
    expect(headers["set-cookie"]).toBeUndefined();
    expect(withheld).toEqual([{ store: "memory", cookie: "sid", reason: "ended" }]);
    expect(warnings).toEqual([]);
  });
});
