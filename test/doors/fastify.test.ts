import type { OutgoingHttpHeaders } from "node:http";
import { Readable } from "node:stream";
import fastifyCookie from "@fastify/cookie";
import { fastify } from "fastify";
import type { FastifyInstance, FastifyReply, FastifyRequest, FastifyServerOptions } from "fastify";
import { getSession, sessions } from "hertz-sessions/fastify";
import { MemoryStore } from "hertz-sessions/memory";
import { describe, expect, it, onTestFinished } from "vitest";
import { catchWarnings } from "../support/catch-warnings.ts";

const secrets = ["a secret of the tests, long enough"];

/** An application with a session named sid; what it is asked comes in without a socket. */
async function createApp(options: FastifyServerOptions = {}): Promise<FastifyInstance> {
  const app = fastify(options);
  onTestFinished(() => app.close());
  await app.register(fastifyCookie);
  await app.register(sessions("sid", new MemoryStore({ secrets })));
  return app;
}

/** A session that its browser needs a cookie of. */
async function signIn(request: FastifyRequest): Promise<void> {
  const session = await getSession<{ user: string }>(request);
  session.set("user", "ada");
  await session.save();
}

/** The names of the cookies that a response sets, in their order. */
function cookieNames({ headers }: { readonly headers: OutgoingHttpHeaders }): string[] {
  const lines = [headers["set-cookie"] ?? []].flat();
  return lines.map((line) => line.split("=")[0] ?? "");
}

type Answer = (reply: FastifyReply, request: FastifyRequest) => unknown;

describe("the cookie of a session leaves", () => {
  it.each<[string, Answer]>([
    ["a text that was sent", (reply) => reply.send("text")],
    ["an object that the handler gave back", () => ({ made: "of JSON" })],
    ["nothing", (reply) => reply.code(204).send()],
    ["a redirect", (reply) => reply.redirect("/")],
    ["a stream", (reply) => reply.send(Readable.from(["a", "b"]))],
    ["a web stream", (reply) => reply.send(new Blob(["text"]).stream())],
    ["a Response", (reply) => reply.send(new Response("text", { headers: { "x-a": "b" } }))],
    ["headers of the handler", (reply) => reply.header("cache-control", "public").send("text")],
    ["a header that was written by hand", (reply) => reply.raw.writeHead(201, { "x-a": "b" }).end()],
    ["a reply that the handler took over", (reply) => reply.hijack().raw.end("text")],
    ["an answer for which there is no route", (reply) => reply.callNotFound()],
    [
      "an error",
      () => {
        throw new Error("a mistake of the handler");
      },
    ],
  ])("once with %s, and for nobody else's cache", async (_name, answer) => {
    const app = await createApp();
    app.get("/", async (request, reply) => {
      await signIn(request);
      return answer(reply, request) ?? reply;
    });
    const response = await app.inject("/");
    expect(cookieNames(response)).toEqual(["sid"]);
    expect(response.headers["cache-control"]).toBe("private");
  });

  describe.each<[string, Answer]>([
    ["a text", (reply) => reply.send("text")],
    ["a stream", (reply) => reply.send(Readable.from(["a"]))],
    ["an error", () => Promise.reject(new Error("a mistake of the handler"))],
  ])("once with %s", (_name, answer) => {
    it.each<[string, (reply: FastifyReply) => unknown, string[]]>([
      ["that @fastify/cookie sets", (reply) => reply.setCookie("language", "en"), ["language"]],
      ["that the handler sets", (reply) => reply.header("set-cookie", "plain=1"), ["plain"]],
      [
        "that both set",
        (reply) => reply.setCookie("language", "en").header("set-cookie", "plain=1"),
        ["language", "plain"],
      ],
    ])("beside cookies %s", async (_who, setOthers, others) => {
      const app = await createApp();
      app.get("/", async (request, reply) => {
        reply.setCookie("theme", "dark");
        await signIn(request);
        setOthers(reply);
        return answer(reply, request);
      });
      const response = await app.inject("/");
      expect(cookieNames(response).toSorted()).toEqual([...others, "sid", "theme"]);
    });
  });

  it("once when the handler adds another to those that it reads", async () => {
    const app = await createApp();
    app.get("/", async (request, reply) => {
      await signIn(request);
      const standing = [reply.getHeader("set-cookie")].flat().map(String);
      return reply.header("set-cookie", [...standing, "theme=dark"]).send("text");
    });
    expect(cookieNames(await app.inject("/"))).toEqual(["sid", "theme"]);
  });

  it("once when it is changed after @fastify/cookie has read it, as it is then", async () => {
    const app = await createApp();
    app.addHook("onSend", async (request) => {
      await (await getSession(request)).regenerate();
    });
    app.get("/", async (request, reply) => {
      await signIn(request);
      reply.setCookie("theme", "dark");
      return "text";
    });
    app.get("/user", async (request) => (await getSession<{ user: string }>(request)).get("user"));
    const response = await app.inject("/");
    expect(cookieNames(response).toSorted()).toEqual(["sid", "theme"]);
    const { value = "" } = response.cookies.find(({ name }) => name === "sid") ?? {};
    expect((await app.inject({ url: "/user", cookies: { sid: value } })).body).toBe("ada");
  });

  it("not at all when the session has ended after @fastify/cookie has read it", async () => {
    const app = await createApp();
    app.addHook("onSend", async (request) => {
      await (await getSession(request)).destroy();
    });
    app.get("/", async (request, reply) => {
      await signIn(request);
      reply.setCookie("theme", "dark");
      return "text";
    });
    expect(cookieNames(await app.inject("/"))).toEqual(["theme"]);
  });
});

describe("the plugin", () => {
  it("is for all that is registered after it: child plugins, hooks, handlers of errors and of what is not found", async () => {
    const app = await createApp();
    const seen: string[] = [];
    const note = async (where: string, request: FastifyRequest): Promise<void> => {
      if ((await getSession(request)).isNew) seen.push(where);
    };
    app.addHook("onRequest", (request) => note("hook", request));
    app.setErrorHandler(async (_error, request, reply) => {
      await note("error", request);
      return reply.code(418).send();
    });
    app.setNotFoundHandler(async (request, reply) => {
      await note("not found", request);
      return reply.code(404).send();
    });
    await app.register(
      async (child) => {
        child.get("/child", (request) => note("child", request));
      },
      { prefix: "/deep" },
    );
    app.get("/error", () => Promise.reject(new Error("a mistake of the handler")));
    for (const url of ["/deep/child", "/error", "/nowhere"]) await app.inject(url);
    expect(seen).toEqual(["hook", "child", "hook", "error", "hook", "not found"]);
    expect(app.hasPlugin("hertz-sessions")).toBe(true);
  });

  it("is refused in a hook before it, with what to do", async () => {
    const app = fastify();
    onTestFinished(() => app.close());
    app.addHook("onRequest", async (request) => {
      await getSession(request);
    });
    await app.register(sessions("sid", new MemoryStore({ secrets })));
    app.get("/", () => "text");
    expect((await app.inject("/")).json()).toMatchObject({
      code: "ERR_SESSION_NOT_MOUNTED",
      message: expect.stringContaining("app.register()"),
    });
  });

  it("registered again with another name gives another session", async () => {
    const app = await createApp();
    await app.register(sessions(["cart", "wishes"], new MemoryStore({ secrets })));
    app.get("/", async (request) => {
      for (const name of ["wishes", "sid", "cart"]) {
        const session = await getSession<{ at: string }>(request, name);
        session.set("at", name);
        await session.save();
      }
    });
    expect(cookieNames(await app.inject("/")).toSorted()).toEqual(["cart", "sid", "wishes"]);
  });

  it("makes the cookie Secure as request.protocol says, with the proxies that Fastify trusts", async () => {
    const warnings = catchWarnings();
    const secure = [];
    for (const trustProxy of [true, false]) {
      const app = await createApp({ trustProxy });
      app.get("/", signIn);
      const headers = { "x-forwarded-proto": "https" };
      const { cookies } = await app.inject({ url: "/", headers });
      secure.push(cookies[0]?.secure === true);
    }
    expect(secure).toEqual([true, false]);
    expect(warnings).toMatchObject([
      { code: "WRN_SESSION_PROXY_NOT_TRUSTED", message: expect.stringContaining("trustProxy of Fastify") },
    ]);
  });

  it("warns of unsaved changes with the pattern of the route", async () => {
    const warnings = catchWarnings();
    const app = await createApp();
    await app.register(
      async (child) => {
        child.get("/carts/:cart", async (request) => {
          (await getSession<{ cart: string }>(request)).set("cart", "secret value");
        });
      },
      { prefix: "/shop" },
    );
    await app.inject("/shop/carts/4711?token=t");
    await app.inject("/nowhere");
    const told = warnings.filter(({ code }) => code === "WRN_SESSION_UNSAVED_CHANGES");
    expect(told).toMatchObject([{ message: expect.stringMatching(/^GET \/shop\/carts\/:cart ended/) }]);
  });

  it("refuses a name that no cookie can have when it is made, not when requests come", () => {
    expect(() => sessions("a b", new MemoryStore({ secrets }))).toThrow(
      "name must be one that a cookie can have",
    );
  });
});
