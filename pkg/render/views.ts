import { fileURLToPath } from "node:url";

import ejs from "ejs";
import type { Express } from "express";

/**
 * Where the pages and the static files are, the same from the sources and from the build: package.json says
 * it.
 */
const viewsDirectory = fileURLToPath(import.meta.resolve("#views"));
export const staticDirectory = fileURLToPath(import.meta.resolve("#static"));

/** Lets an app render the pages in views/; `cache` keeps compiled pages until the process ends. */
export function useViews(app: Express, { cache }: { readonly cache: boolean }): void {
  app.engine("ejs", (path, options, callback) => {
    ejs.renderFile(path, options, callback);
  });
  app.set("view engine", "ejs");
  app.set("views", viewsDirectory);
  app.set("view cache", cache);
}
