import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";

import { newAccount } from "../support/account.ts";
import { expireSessionsOf } from "./expire-sessions.ts";
import { look, overflow, problemAt } from "./look.ts";
import {
  enter,
  fillRegistration,
  logIn,
  newPerson,
  register,
  startSite,
  type Person,
  type Site,
} from "./site.ts";

let site: Site;

beforeAll(async () => {
  site = await startSite();
});

afterAll(() => site.stop());

async function person(options: Parameters<typeof newPerson>[1] = {}): Promise<Person> {
  const made = await newPerson(site, options);
  onTestFinished(async () => {
    await made.context.close();
    expect(made.complaints).toEqual([]);
  });
  return made;
}

describe("somebody with a browser", () => {
  it("registers, logs in and asks again until three replicas have answered, with one count that goes on", async () => {
    const { page } = await person();
    const { username } = await enter(page);
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe(`Welcome, ${username}`);
    const replicas = new Set<string | null>();
    for (let visit = 1; visit <= 12; visit += 1) {
      expect(await page.locator("#visits").textContent()).toBe(String(visit));
      replicas.add(await page.locator("#replica").textContent());
      await page.getByRole("button", { name: "Ask again" }).click();
      await page.waitForFunction(`document.querySelector("#visits")?.textContent === "${visit + 1}"`);
    }
    expect([...replicas].sort()).toEqual(["replica-1", "replica-2", "replica-3"]);
  });

  it("reads times in their own form, with the exact one at hand", async () => {
    const { page } = await person({ locale: "de-DE", timezoneId: "Asia/Tokyo" });
    await enter(page);
    const time = page.locator("time").first();
    expect(await time.textContent()).toMatch(/^\d\d\.\d\d\.\d{4}, \d\d:\d\d$/);
    expect(await time.getAttribute("title")).toMatch(/UTC$/);
  });

  it("signs another browser out on the page of the devices", async () => {
    const laptop = await person();
    const phone = await person();
    const account = await enter(laptop.page);
    await phone.page.goto("/login.html");
    await logIn(phone.page, account);
    await phone.page.waitForURL("**/index.html");
    await laptop.page.goto("/sessions.html");
    expect(await laptop.page.locator("tbody tr").count()).toBe(2);
    await laptop.page.getByLabel("Your password").fill(account.password);
    await laptop.page.getByRole("button", { name: "Sign out every other device" }).click();
    await laptop.page.getByText("Every other device is signed out").waitFor();
    await phone.page.reload();
    expect(new URL(phone.page.url()).pathname).toBe("/login.html");
  });

  it("sees nothing personal by the back button once logged out", async () => {
    const { page } = await person();
    const { username } = await enter(page);
    await page.goto("/sessions.html");
    await page.getByRole("button", { name: "Sign Out" }).first().click();
    await page.waitForURL("**/login.html");
    await page.goBack();
    expect(await page.content()).not.toContain(username);
    expect(new URL(page.url()).pathname).toBe("/login.html");
  });

  it("keeps what was typed, but not the password, when the password is wrong", async () => {
    const { page } = await person();
    const { username } = await register(page);
    await logIn(page, { username, password: "a wrong password" });
    expect(await problemAt(page, "Password")).toBe("wrong username or password");
    expect(await page.getByLabel("Username").inputValue()).toBe(username);
    expect(await page.getByLabel("Password").inputValue()).toBe("");
    expect(await look(page, "wrong-password")).toEqual([]);
  });

  it.each([
    ["Username", "username", "user already exists"],
    ["E-mail address", "email", "user already exists with this e-mail address"],
  ] as const)(
    "whose %s is taken is told so beside it, and keeps what was typed",
    async (label, field, told) => {
      const { page } = await person();
      const first = await register(page);
      const second = { ...newAccount(), [field]: first[field] };
      await fillRegistration(page, second);
      expect(await problemAt(page, label)).toBe(told);
      expect(await page.getByLabel("Username").inputValue()).toBe(second.username);
      expect(await page.getByLabel("E-mail address").inputValue()).toBe(second.email);
      expect(await page.getByLabel("Password").inputValue()).toBe("");
      expect(await look(page, `taken-${field}`)).toEqual([]);
    },
  );

  it("is told beside the field what is wrong with it, and stands in it", async () => {
    const { page } = await person();
    await fillRegistration(page, { ...newAccount(), password: "short" });
    expect(await problemAt(page, "Password")).toContain("A password has at least 8 bytes");
    expect(await look(page, "field-errors")).toEqual([]);
  });

  it("is told beside the password that it is not theirs, where the current one is asked for", async () => {
    const { page } = await person();
    await enter(page);
    await page.goto("/sessions.html");
    await page.getByLabel("Your password").fill("not my password");
    await page.getByRole("button", { name: "Sign out all devices" }).click();
    expect(await problemAt(page, "Your password")).toBe("That is not your password");
    await page.goto("/password.html");
    await page.getByLabel("Current password").fill("not my password");
    await page.getByLabel("New password").fill("another battery staple");
    await page.getByRole("button", { name: "Change it" }).click();
    expect(await problemAt(page, "Current password")).toBe("That is not your password");
    expect(await look(page, "not-the-password")).toEqual([]);
  });

  it("is led back, once their session has expired, to where they were going", async () => {
    const { page, context } = await person();
    const account = await enter(page);
    const [cookie] = await context
      .cookies()
      .then((all) => all.filter(({ name }) => name.includes("SESSION")));
    await expireSessionsOf(site, account);
    await page.goto("/sessions.html");
    expect(page.url()).toContain("/login.html?next=%2Fsessions.html");
    // The browser knows nothing of it, and goes on sending the cookie.
    expect(await context.cookies()).toContainEqual(expect.objectContaining({ value: cookie?.value }));
    await logIn(page, account);
    await page.waitForURL("**/sessions.html");
    expect(await page.locator("tbody tr").count()).toBe(1);
  });

  it("is led to log in by a form that is sent once their session has expired", async () => {
    const { page } = await person();
    const account = await enter(page);
    await page.goto("/password.html");
    await expireSessionsOf(site, account);
    await page.getByLabel("Current password").fill(account.password);
    await page.getByLabel("New password").fill("another battery staple");
    await page.getByRole("button", { name: "Change it" }).click();
    await page.waitForURL("**/login.html");
    await logIn(page, account);
    await page.waitForURL("**/index.html");
    expect(await page.locator("#visits").textContent()).toBe("1");
  });

  it("can do without JavaScript", async () => {
    const { page } = await person({ javaScriptEnabled: false });
    const { username } = await enter(page);
    await page.getByRole("button", { name: "Ask again" }).click();
    await page.locator("#visits", { hasText: "2" }).waitFor();
    await page.goto("/cluster.html");
    await page.getByText("needs JavaScript").waitFor();
    await page.getByRole("button", { name: "Sign Out" }).click();
    await page.waitForURL("**/login.html");
    expect(await page.content()).not.toContain(username);
  });
});

describe("the page of the replicas", () => {
  it("shows each with this session, turns one grey that stops, and shows it again when it is back", async () => {
    const { page } = await person();
    await enter(page);
    const stream = page.waitForResponse("**/api/cluster");
    await page.goto("/cluster.html");
    const box = (name: string) => page.locator(`[data-name="${name}"]`);
    for (const name of ["replica-1", "replica-2", "replica-3"]) {
      await box(name).getByText("1 visit, session").waitFor();
    }
    expect(await look(page, "cluster")).toEqual([]);
    // The one that tells this page how all are, which it must notice by itself.
    const stopped = (await (await stream).headerValue("x-served-by")) ?? "";
    const { pid = 0 } = site.demo.state().replicas.find(({ name }) => name === stopped) ?? {};
    expect(pid).toBeGreaterThan(0);
    process.kill(pid, "SIGSTOP");
    try {
      await box(stopped).getByText("does not answer").waitFor({ timeout: 12_000 });
    } finally {
      process.kill(pid, "SIGCONT");
    }
    await box(stopped).getByText("does not answer").waitFor({ state: "detached", timeout: 8000 });
    expect(await box(stopped).getAttribute("data-health")).toBe("answers");
  });
});

describe.each([
  ["light", { width: 1000, height: 700 }],
  ["dark", { width: 360, height: 740 }],
] as const)("every page, %s", (colorScheme, viewport) => {
  it("fits the window, and axe-core finds nothing wrong with it", async () => {
    const { page } = await person({ colorScheme, viewport });
    for (const path of ["/login.html", "/register.html", "/nowhere"]) await expectFine(path);
    await enter(page);
    const own = ["/index.html", "/sessions.html", "/password.html", "/cluster.html"];
    for (const path of own) await expectFine(path);

    async function expectFine(path: string): Promise<void> {
      await page.goto(path);
      if (path === "/cluster.html") await page.getByText("3 of 3 replicas answer").waitFor();
      expect([path, await look(page, `${colorScheme}${path.replace(/[/.]/g, "-")}`)]).toEqual([path, []]);
      expect([path, await overflow(page)]).toEqual([path, 0]);
      const background = await page.evaluate("getComputedStyle(document.documentElement).backgroundColor");
      expect(background === "rgb(255, 255, 255)").toBe(colorScheme === "light");
    }
  });
});
