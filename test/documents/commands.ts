import type { Block } from "./blocks.ts";

/** A command that documents show, and where a test or the CI runs it: a file, and how it stands there. */
export interface KnownCommand {
  readonly command: string | RegExp;
  readonly runBy: string;
  readonly as: string;
}

/** Every command of the documents. Who adds one to a document adds here who runs it. */
export const knownCommands: readonly KnownCommand[] = [
  { command: "./scripts/demo", runBy: "test/demo/demo.test.ts", as: '"demo", "--native", "--detach"' },
  { command: "./scripts/prove", runBy: "test/demo/readme.test.ts", as: 'run("prove")' },
  {
    command: "./scripts/rolling-restart",
    runBy: "test/demo/rolling-restart.test.ts",
    as: '"rolling-restart"',
  },
  { command: "./scripts/test", runBy: ".ci/run", as: "scripts/test" },
  { command: "./scripts/prove --kill", runBy: "test/demo/prove.test.ts", as: 'run("prove", "--kill")' },
  { command: "npm run test:pack", runBy: "scripts/test", as: "--project pack" },
  { command: /^(node|npx tsx) app\.mts$/, runBy: "test/pack/readme.test.ts", as: '"app.mts"' },
  {
    command: "npm version minor --workspace hertz-sessions --no-git-tag-version",
    runBy: "test/documents/small-commands.test.ts",
    as: "npm version minor --workspace hertz-sessions --no-git-tag-version",
  },
  {
    command: /^npm publish --workspace hertz-sessions( --provenance=false)?$/,
    runBy: ".github/workflows/release.yml",
    as: "npm publish --workspace hertz-sessions",
  },
  // Some of its projects, in the same way.
  { command: "./scripts/test --quick", runBy: ".ci/run", as: "scripts/test" },
  { command: "npm run build", runBy: "scripts/test", as: "npm run --silent build" },
  { command: "npm run check", runBy: "scripts/test", as: "npm run --silent check" },
  { command: /^npm run check:[a-zA-Z]+$/, runBy: "scripts/lib/check/all.sh", as: "check:" },
  { command: "npm ci", runBy: "scripts/lib/bootstrap.sh", as: "npm ci" },
  { command: "npm test", runBy: "scripts/test", as: "npx vitest run" },
  { command: /^npx vitest (run )?\S+$/, runBy: "scripts/test", as: "npx vitest run" },
  { command: /^npx vitest run --project [\w-]+$/, runBy: "scripts/test", as: "--project" },
  { command: "npm pack --workspace hertz-sessions", runBy: "test/pack/pack-library.ts", as: '"pack"' },
  { command: /^npm install (-D )?[@\w/ .*-]+$/, runBy: "test/pack/create-projects.ts", as: '"install"' },
  { command: "npm run coverage", runBy: "test/documents/documents.test.ts", as: '"coverage"' },
  { command: "npm run format", runBy: "test/documents/documents.test.ts", as: '"format"' },
  { command: /^npm run bench( -- --\w+)?$/, runBy: "bench/options.test.ts", as: "readOptions" },
  { command: "npm run test:faults", runBy: "scripts/test", as: "--project faults" },
  { command: /^npm run mutants( S\d+)?$/, runBy: "test/mutants/mutants.test.ts", as: "mutants" },
  {
    command: /^PROPERTY_\w+=\d+ npx vitest run \S+$/,
    runBy: "test/property/check-program.ts",
    as: "PROPERTY_RUNS",
  },
  {
    command: "node dist/main.js end-sessions NAME",
    runBy: "test/e2e/app-process.test.ts",
    as: "end-sessions",
  },
  { command: "node --cpu-prof", runBy: "test/documents/small-commands.test.ts", as: "node --cpu-prof" },
  { command: /^redis-cli /, runBy: "test/documents/small-commands.test.ts", as: "redis-cli" },
  {
    command: "openssl rand -base64 32",
    runBy: "test/documents/small-commands.test.ts",
    as: "openssl rand -base64 32",
  },
  { command: "docker compose up", runBy: "test/documents/compose-commands.test.ts", as: "docker compose up" },
];

/** The commands of a document that it shows between backticks; the words `scripts/demo` alone are a path. */
export function inlineCommands(document: string): string[] {
  const withoutBlocks = document.replaceAll(/^```[^]*?^```/gm, "");
  const spans = [...withoutBlocks.matchAll(/`([^`\n]+)`/g)].map(([, span = ""]) => span);
  return spans.filter((span) => commandStart.test(span)).flatMap(splitCommands);
}

/** The commands of a block of shell or of a transcript, without what they print. */
export function blockCommands({ language, text }: Block): string[] {
  const lines = text.split("\n");
  const typed = language === "console" ? lines.filter((line) => line.startsWith("$ ")) : lines;
  return typed.map((line) => line.replace(/^\$ /, "").replace(/\s+#.*$/, "")).flatMap(splitCommands);
}

const commandStart =
  /^(?:[A-Z_]+=\S+ )?(?:(?:npm|npx|node|git|docker|openssl|curl|redis-cli) |\.\/scripts\/\w+)/;

function splitCommands(line: string): string[] {
  return line
    .split(" && ")
    .map((command) => command.trim())
    .filter((command) => command !== "");
}
