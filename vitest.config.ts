import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const librarySources = fileURLToPath(new URL("./pkg/sessions/src/", import.meta.url));

export default defineConfig({
  resolve: {
    // Tests run on the library's sources, not on a build that may be older. One public file is one export path.
    alias: [
      { find: /^hertz-sessions$/, replacement: `${librarySources}index.ts` },
      { find: /^hertz-sessions\/(.+)$/, replacement: `${librarySources}$1.ts` },
    ],
  },
  test: {
    setupFiles: ["test/setup/fail-on-noise.ts"],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // The tests start servers of their own: more workers than cores only make them slow.
    maxWorkers: Math.max(1, Math.min(4, availableParallelism())),
    coverage: {
      provider: "v8",
      include: ["biz/**/*.ts", "pkg/**/*.{ts,mjs}", "main.ts"],
      exclude: ["**/*.test.ts", "**/dist/**"],
      reporter: ["text", "html", "json-summary"],
    },
    projects: [
      {
        extends: true,
        test: {
          name: "main",
          include: ["{biz,pkg,scripts,bench}/**/*.test.ts", "test/**/*.test.ts"],
          exclude: [
            "**/node_modules/**",
            "**/dist/**",
            "test/demo/**",
            "test/browser/**",
            "test/fault-suite/**",
            "test/pack/**",
          ],
        },
      },
      {
        extends: true,
        test: {
          // The app's own tests again, on sessions that the drop-in for express-session gives it.
          name: "drop-in",
          include: ["test/e2e/**/*.test.ts"],
          provide: { sessions: "the drop-in" },
        },
      },
      {
        extends: true,
        test: {
          // Packs and installs the library once, before its tests.
          name: "pack",
          include: ["test/pack/**/*.test.ts"],
          globalSetup: ["test/pack/setup.ts"],
          testTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          // Starts the whole demo, nginx and replicas and all: alone, after everything else.
          name: "demo",
          include: ["test/demo/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          // Starts the whole demo and a browser: alone too.
          name: "browser",
          include: ["test/browser/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 180_000,
          sequence: { groupOrder: 3 },
        },
      },
      {
        extends: true,
        test: {
          // Measures waits and recoveries under load: alone too.
          name: "faults",
          include: ["test/fault-suite/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
