import { basename, dirname } from "node:path";
import { fileURLToPath } from "node:url";

import ejs from "ejs";
import express, { Router, type Express } from "express";

// The same from the sources and from the build: package.json says it.
const viewsDirectory = fileURLToPath(import.meta.resolve("#views"));
const staticDirectory = fileURLToPath(import.meta.resolve("#static"));
const pico = fileURLToPath(import.meta.resolve("@picocss/pico/css/pico.min.css"));
const caching = { maxAge: "1h" } as const;

/** Lets an app render the pages in views/; `cache` keeps compiled pages until the process ends. */
export function useViews(app: Express, { cache }: { readonly cache: boolean }): void {
  app.engine("ejs", (path, options, callback) => {
    ejs.renderFile(path, options, callback);
  });
  app.set("view engine", "ejs");
  app.set("views", viewsDirectory);
  app.set("view cache", cache);
}

/** The static files, Pico CSS from its package among them. */
export function staticFiles(): Router {
  const router = Router();
  router.get("/pico.css", (_req, res) => {
    res.sendFile(basename(pico), { root: dirname(pico), ...caching });
  });
  router.use(express.static(staticDirectory, { index: false, redirect: false, ...caching }));
  return router;
}
