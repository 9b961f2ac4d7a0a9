import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import axe from "axe-core";
import type { Page } from "playwright-core";

const folder = fileURLToPath(new URL("../../.demo/screenshots/", import.meta.url));

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string;
    readonly nodes: readonly { readonly target: readonly unknown[] }[];
  }[];
}

/** What axe-core finds wrong with the page as it is shown, as "rule: where"; the picture of it is kept. */
export async function look(page: Page, name: string): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
  // Not as a script of the page, which its security policy would refuse.
  const results: unknown = await page.evaluate(`${axe.source}; axe.run()`);
  return (results as AxeResults).violations.map(
    ({ id, impact, nodes }) => `${id} (${impact}): ${nodes.map(({ target }) => target.join(" ")).join(", ")}`,
  );
}

/** What stands beside the field that is marked as wrong, and in which the cursor stands. */
export async function problemAt(page: Page, label: string): Promise<string | null> {
  const field = page.getByLabel(label).and(page.locator("[aria-invalid=true]:focus"));
  await field.waitFor();
  return page.locator(`#${await field.getAttribute("aria-describedby")}`).textContent();
}

/** By how many pixels the page is wider than the window. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate("document.documentElement.scrollWidth - innerWidth");
}
