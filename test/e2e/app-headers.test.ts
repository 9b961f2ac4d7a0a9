import { describe, expect, it } from "vitest";

import { MemoryUserRepository } from "../../biz/dal/memory-user-repository.ts";
import { newAccount, signIn } from "../support/account.ts";
import { appConfig } from "../support/app-config.ts";
import { acceptingPasswords, createLocalApp } from "../support/local-app.ts";
import { Visitor } from "../support/visitor.ts";

const pages = ["/index.html", "/sessions.html", "/password.html"];
const { username, email, password } = newAccount();

async function signedIn() {
  const users = new MemoryUserRepository();
  await users.create({ username, email, passwordHash: "no real hash" });
  const { app } = createLocalApp({ users, passwords: acceptingPasswords(true) });
  return { app, visitor: await signIn(app, { username, password }) };
}

describe("security headers", () => {
  it("let a page load from this site alone, run nothing inline, and be framed by nobody", async () => {
    const { app } = createLocalApp();
    for (const path of ["/login.html", "/nowhere", "/static/site.css", "/healthz", "/api/session"]) {
      const { headers } = await new Visitor().get(app, path);
      expect(headers["content-security-policy"]).toBe(
        "default-src 'none';base-uri 'none';connect-src 'self';form-action 'self';frame-ancestors 'none';" +
          "img-src 'self';script-src 'self';style-src 'self'",
      );
      expect(headers).toMatchObject({
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "same-origin",
      });
      expect(headers).not.toHaveProperty("x-powered-by");
      expect(headers).not.toHaveProperty("strict-transport-security");
    }
  });

  it("on HTTPS tell browsers to come by HTTPS alone", async () => {
    const { app } = createLocalApp({ config: appConfig({ session: { secure: true } }) });
    const { headers } = await new Visitor().get(app, "/login.html");
    expect(headers["strict-transport-security"]).toBe("max-age=31536000");
    expect(headers["content-security-policy"]).toContain("upgrade-insecure-requests");
  });
});

describe("pages with personal data", () => {
  it.each(pages)("%s is kept by no cache, and shows a way to sign out", async (path) => {
    const { app, visitor } = await signedIn();
    const { status, headers, text } = await visitor.get(app, path);
    expect([status, headers["cache-control"]]).toEqual([200, "no-store"]);
    expect(text).toContain('<form method="post" action="/logout">');
  });

  it("are asked for anew after the logout, by the back button too, and are not shown", async () => {
    const { app, visitor } = await signedIn();
    const response = await visitor.post(app, "/logout");
    expect(response.headers["clear-site-data"]).toBe('"cache"');
    for (const path of pages) {
      const { status, text } = await visitor.get(app, path);
      expect(status).toBe(302);
      expect(text).not.toContain(username);
    }
  });
});
