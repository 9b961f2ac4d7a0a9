import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
} from "playwright-core";

import { freePorts } from "../../scripts/lib/demo/ports.ts";
import { DemoRunner } from "../demo/demo-runner.ts";
import { newAccount } from "../support/account.ts";

/** The demo without containers, three replicas behind nginx, and a real browser without a window. */
export interface Site {
  readonly url: string;
  readonly demo: DemoRunner;
  readonly browser: Browser;
  stop(): Promise<void>;
}

export async function startSite(): Promise<Site> {
  const demo = await DemoRunner.create();
  const [port = 0] = await freePorts(1);
  await demo.mustRun("demo", "--native", "--detach", "--port", String(port));
  // Chromium refuses to run as root with its sandbox.
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args });
  return {
    url: demo.state().url,
    demo,
    browser,
    stop: async () => {
      await browser.close();
      await demo.dispose();
    },
  };
}

/** Somebody with a browser of their own: its cookies are nobody else's. */
export interface Person {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What scripts and the security policy of the pages complained of. */
  readonly complaints: readonly string[];
}

export async function newPerson(
  { browser, url }: Site,
  options: BrowserContextOptions = {},
): Promise<Person> {
  const context = await browser.newContext({ baseURL: url, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.text().includes("Content Security Policy")) complaints.push(message.text());
  });
  return { context, page, complaints };
}

export type Account = ReturnType<typeof newAccount>;

/** Registers by the form, and is led to the login page. */
export async function register(page: Page): Promise<Account> {
  const account = newAccount();
  await fillRegistration(page, account);
  await page.waitForURL("**/login.html");
  return account;
}

/** Fills in the form of the registration, and sends it. */
export async function fillRegistration(page: Page, { username, email, password }: Account): Promise<void> {
  await page.goto("/register.html");
  await page.getByLabel("Username").fill(username);
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Register" }).click();
}

/** Fills in the login form on the page that is shown, and sends it. */
export async function logIn(page: Page, { username, password }: Pick<Account, "username" | "password">) {
  await page.getByLabel("Username").fill(username);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign In" }).click();
}

/** Registers, logs in, and stands on the home page. */
export async function enter(page: Page): Promise<Account> {
  const account = await register(page);
  await logIn(page, account);
  await page.waitForURL("**/index.html");
  return account;
}
