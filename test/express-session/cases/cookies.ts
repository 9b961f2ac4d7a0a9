import { readFile } from "node:fs/promises";
import { createServer as createTlsServer, get } from "node:https";
import type { AddressInfo } from "node:net";

import { expect, onTestFinished, test } from "vitest";

import {
  attributesOf,
  countVisits,
  serve,
  type Answer,
  type SessionFunction,
} from "../../support/session-server.ts";
import { createTlsCertificate } from "../../support/tls-certificate.ts";

type Before = (request: { secure?: boolean; headers: Record<string, unknown> }) => void;

const sayHttps = { "X-Forwarded-Proto": "https" };
const express: Before = (request) => {
  request.secure = request.headers["x-secure"] === "true";
};

/** Which cookie a response sets. */
export function cookieCases(session: SessionFunction): void {
  const ask = async (options: object, path = "/", headers = {}, before?: Before): Promise<Answer> => {
    const server = await serve({ session, options: { ...options }, before: before as never });
    return server.ask(path, { headers });
  };

  test.each([
    ["apple", "s%3Aapple.D8Y%2BpkTAmeR0PobOhY4G97PRW%2Bj7bUnP%2F5m6%2FOn1MCU"],
    ["%", "s%3A%25.kzQ6x52kKVdF35Qh62AWk4ZekS28K5XYCXKa%2FOTZ01g"],
  ])("the id %s has one signed value", async (id, value) => {
    const { cookie } = await ask({ genid: () => id });
    expect(cookie).toBe(`connect.sid=${value}`);
  });

  test("attributes come in one order", async () => {
    const cookie = {
      domain: "example.org",
      path: "/a",
      maxAge: 60_000,
      partitioned: true,
      priority: "medium",
      sameSite: "lax",
      secure: true,
    };
    const { setCookies } = await ask({ cookie, proxy: true }, "/a", sayHttps);
    expect(
      setCookies[0]
        ?.replace(/Expires=[^;]*/, "Expires=...")
        .split("; ")
        .slice(1),
    ).toEqual([
      "Domain=example.org",
      "Path=/a",
      "Expires=...",
      "HttpOnly",
      "Secure",
      "Partitioned",
      "Priority=Medium",
      "SameSite=Lax",
    ]);
  });

  test.each([
    [true, "Strict"],
    ["strict", "Strict"],
    ["lax", "Lax"],
    ["none", "None"],
    [false, undefined],
  ])("sameSite %s is sent as %s", async (sameSite, sent) => {
    expect(attributesOf(await ask({ cookie: { sameSite } }))["samesite"]).toBe(sent);
  });

  test("proxy true takes the first protocol that the proxy names", async () => {
    const options = { proxy: true, cookie: { secure: true, maxAge: 5 } };
    expect((await ask(options, "/", sayHttps)).setCookies).toHaveLength(1);
    expect((await ask(options, "/", { "X-Forwarded-Proto": "https,http" })).setCookies).toHaveLength(1);
    expect((await ask(options, "/", { "X-Forwarded-Proto": "http,https" })).setCookies).toHaveLength(0);
    expect((await ask(options)).setCookies).toHaveLength(0);
  });

  test("proxy false believes neither the proxy nor Express", async () => {
    const options = { proxy: false, cookie: { secure: true } };
    expect((await ask(options, "/", sayHttps)).setCookies).toHaveLength(0);
    expect((await ask(options, "/", { ...sayHttps, "X-Secure": "true" }, express)).setCookies).toHaveLength(
      0,
    );
  });

  test("without the option proxy Express says whether a request is secure", async () => {
    const options = { cookie: { secure: true } };
    expect((await ask(options, "/", sayHttps, express)).setCookies).toHaveLength(0);
    expect((await ask(options, "/", { "X-Secure": "true" }, express)).setCookies).toHaveLength(1);
  });

  test('secure "auto" is as the request came', async () => {
    const cookie = { secure: "auto", maxAge: 5000 };
    expect(attributesOf(await ask({ cookie, proxy: true }, "/", sayHttps))).toHaveProperty("secure");
    expect(attributesOf(await ask({ cookie, proxy: false }, "/", sayHttps))).not.toHaveProperty("secure");
    expect(attributesOf(await ask({ cookie }, "/", { "X-Secure": "true" }, express))).toHaveProperty(
      "secure",
    );
    expect(attributesOf(await ask({ cookie }, "/", {}, express))).not.toHaveProperty("secure");
  });

  test('sameSite "auto" is None over HTTPS and Lax over HTTP', async () => {
    const cookie = { sameSite: "auto", secure: "auto" };
    expect(attributesOf(await ask({ cookie, proxy: true }, "/", sayHttps))["samesite"]).toBe("None");
    expect(attributesOf(await ask({ cookie, proxy: true }))["samesite"]).toBe("Lax");
    expect(attributesOf(await ask({ cookie, proxy: false }, "/", sayHttps))["samesite"]).toBe("Lax");
    expect(attributesOf(await ask({ cookie }, "/", { "X-Secure": "true" }, express))["samesite"]).toBe(
      "None",
    );
  });

  test("over TLS a secure cookie is set", async () => {
    const files = await createTlsCertificate();
    onTestFinished(() => files.remove());
    const server = createTlsServer({ key: await readFile(files.keyFile), cert: files.certificate });
    await serve({ session, options: { cookie: { secure: true } }, server });
    const { port } = server.address() as AddressInfo;
    const setCookies = await new Promise((resolve, reject) => {
      const request = get(
        { port, host: "127.0.0.1", rejectUnauthorized: false, agent: false },
        (response) => {
          response.resume();
          resolve(response.headers["set-cookie"]);
        },
      );
      request.on("error", reject);
    });
    expect(setCookies).toHaveLength(1);
  });

  test("a path keeps the session to requests below it", async () => {
    const options = { cookie: { path: "/foo/bar" } };
    expect((await ask(options, "/")).setCookies).toHaveLength(0);
    expect((await ask(options, "/foo/bar")).setCookies).toHaveLength(1);
    expect((await ask(options, "/foo/bar/baz?a=1")).setCookies).toHaveLength(1);
  });

  test("the path is the one before a router took its mount point away", async () => {
    const mounted: Before = (request) => {
      const { url = "" } = request as { url?: string };
      if (url.startsWith("/foo")) Object.assign(request, { originalUrl: url, url: url.slice(4) });
    };
    const options = { cookie: { path: "/foo/bar" } };
    expect((await ask(options, "/foo/bar", {}, mounted)).setCookies).toHaveLength(1);
    expect((await ask(options, "/foo/foo/bar", {}, mounted)).setCookies).toHaveLength(0);
  });

  test("a function says for each request how the cookie is sent", async () => {
    const cookie = (request: { url: string }): object => ({ path: request.url, maxAge: 5000 });
    expect(attributesOf(await ask({ cookie }, "/tenant"))).toMatchObject({ path: "/tenant" });
  });

  test("the cookie is a session cookie unless it is given a time", async () => {
    expect(attributesOf(await ask({ cookie: {} }))).toEqual({ path: "/", httponly: "" });
  });

  test("what the handler changes in req.session.cookie is sent", async () => {
    const server = await serve({
      session,
      options: { cookie: { httpOnly: false, maxAge: 5000, path: "/admin", priority: "high", secure: true } },
      handler: (request, response) => {
        request.session.cookie.secure = false;
        response.end();
      },
    });
    const attributes = attributesOf(await server.ask("/admin"));
    expect(attributes).toMatchObject({ path: "/admin", priority: "High", expires: expect.any(String) });
    expect(attributes).not.toHaveProperty("secure");
    expect(attributes).not.toHaveProperty("httponly");
  });

  test.each([5000, 3_000_000_000])("a maxAge of %d ms ends that long after the response", async (maxAge) => {
    const server = await serve({
      session,
      handler: (request, response) => {
        request.session.cookie.maxAge = maxAge;
        response.end();
      },
    });
    const answer = await server.ask();
    const expires = Date.parse(attributesOf(answer)["expires"] ?? "");
    expect(Math.abs(expires - Date.parse(answer.headers.get("date") ?? "") - maxAge)).toBeLessThanOrEqual(
      1000,
    );
  });

  test("a date in the past is sent as it is, and null as none", async () => {
    let expires: Date | null = new Date(0);
    const server = await serve({
      session,
      handler: (request, response) => {
        request.session.cookie.expires = expires;
        countVisits(request, response);
      },
    });
    expect(attributesOf(await server.ask())["expires"]).toBe("Thu, 01 Jan 1970 00:00:00 GMT");
    expires = null;
    const { cookie, ...answer } = await server.ask();
    expect(attributesOf({ cookie, ...answer })).not.toHaveProperty("expires");
    expect((await server.ask("/", { cookie })).setCookies).toHaveLength(0);
  });

  test("a session cookie is set once, one with a time whenever the session was changed", async () => {
    const visits = await serve({ session, options: { cookie: {} }, handler: countVisits });
    const { cookie } = await visits.ask();
    expect((await visits.ask("/", { cookie })).setCookies).toHaveLength(0);
    let isChanged = true;
    const server = await serve({
      session,
      handler: (request, response) => (isChanged ? countVisits(request, response) : void response.end()),
    });
    const timed = await server.ask();
    expect((await server.ask("/", { cookie: timed.cookie })).setCookies).toHaveLength(1);
    isChanged = false;
    expect((await server.ask("/", { cookie: timed.cookie })).setCookies).toHaveLength(0);
  });

  test("other cookies stay, be they set before or in writeHead, and come first", async () => {
    for (const isExplicit of [false, true]) {
      const server = await serve({
        session,
        handler: (_request, response) => {
          if (isExplicit) response.writeHead(200, { "Set-Cookie": "previous=value" });
          else response.setHeader("Set-Cookie", "previous=value");
          response.end();
        },
      });
      const { setCookies } = await server.ask();
      expect(setCookies).toEqual(["previous=value", expect.stringMatching(/^connect\.sid=/)]);
    }
  });

  test("attributes that no cookie can have are an error for next(), after the response", async () => {
    const server = await serve({ session, options: { cookie: { expires: new Date(Number.NaN) } } });
    expect((await server.ask()).status).toBe(200);
    await expect
      .poll(() => server.errors.map(({ message }) => message))
      .toEqual(["option expires is invalid"]);
  });

  test("originalMaxAge stays what it was given", async () => {
    const server = await serve({
      session,
      options: { cookie: { maxAge: 2000 } },
      handler: (request, response) => response.end(JSON.stringify(request.session.cookie.originalMaxAge)),
    });
    const first = await server.ask();
    const second = await server.ask("/", { cookie: first.cookie });
    for (const { text } of [first, second]) expect(Math.abs(Number(text) - 2000)).toBeLessThanOrEqual(1);
  });
}
