/**
 * Which room may open which door: every import in the tree is held to these rules by `npm run check:directions`.
 * The name of a rule says what holds. Type imports count: a room that knows the types of another knows that room.
 * `test/architecture.test.ts` plants a violation of each rule and expects it to be found.
 */

/** The library's source rooms; a file directly in `src` re-exports them and belongs to none. */
const room = "^pkg/sessions/src/";
/** The doors: each makes sessions reachable from somewhere, out of the core, http and the stores. */
const door = `${room}(express|express-session|hertz|node|fastify)/`;
const app = "^(main[.]ts$|biz/|pkg/(?!sessions/))";
/** Tests may import anything. */
const test = "([.]test[.]ts$|[.]test-d[.]ts$|^test/)";
const packages = "(^|/)node_modules/";
const builtIn = "core";

/** @type {import("dependency-cruiser").IForbiddenRuleType[]} */
const libraryRules = [
  {
    name: "core-imports-core",
    comment:
      "The core is what every store and every server shares: it knows itself and Node.js, and no network.",
    severity: "error",
    from: { path: `${room}core/`, pathNot: test },
    to: { pathNot: `${room}core/`, dependencyTypesNot: [builtIn] },
  },
  {
    name: "core-knows-no-network",
    comment: "No HTTP and no socket in the core: what needs one is a store's or a door's business.",
    severity: "error",
    from: { path: `${room}core/`, pathNot: test },
    to: { path: "^(node:)?(http|https|http2|net|tls|dgram|dns)(/|$)", dependencyTypes: [builtIn] },
  },
  {
    name: "store-imports-core",
    comment:
      "A store knows the core and itself, never another store, HTTP or a framework; only redis knows ioredis.",
    severity: "error",
    from: { path: `${room}(cookie|memory|redis)/`, pathNot: test },
    to: {
      pathNot: [`${room}(core|$1)/`, `${packages}ioredis/`],
      dependencyTypesNot: [builtIn],
    },
  },
  {
    name: "ioredis-in-redis-only",
    comment: "ioredis is an optional peer: everything but hertz-sessions/redis loads without it.",
    severity: "error",
    from: { path: "^pkg/sessions/src/", pathNot: [`${room}redis/`, test] },
    to: { path: `${packages}ioredis/` },
  },
  {
    name: "fastify-in-fastify-only",
    comment:
      "Fastify is an optional peer: everything but hertz-sessions/fastify loads, and compiles, without it.",
    severity: "error",
    from: { path: room, pathNot: [`${room}fastify/`, test] },
    to: { path: `${packages}fastify/` },
  },
  {
    name: "http-imports-core",
    comment: "Cookies, headers and signatures know the core and no framework.",
    severity: "error",
    from: { path: `${room}http/`, pathNot: test },
    to: { pathNot: `${room}(core|http)/`, dependencyTypesNot: [builtIn] },
  },
  {
    name: "door-imports-no-door",
    comment:
      "express, express-session, hertz ... share their parts through core and http, not through each other.",
    severity: "error",
    from: { path: door, pathNot: test },
    to: { path: door, pathNot: `${room}$1/` },
  },
  {
    name: "testing-is-a-leaf",
    comment: "The contract suite may drive a store through any door; what users run does not carry it along.",
    severity: "error",
    from: { path: `${room}[^/]+/`, pathNot: [`${room}testing/`, test] },
    to: { path: `${room}testing/` },
  },
  {
    name: "library-has-no-dependency",
    comment:
      "hertz-sessions has no runtime dependency; what it may use is an optional peer of its package.json.",
    severity: "error",
    from: { path: room, pathNot: test },
    to: { path: packages, dependencyTypesNot: ["npm-peer"] },
  },
  {
    name: "library-stands-alone",
    comment: "The library is a package of its own: it knows nothing of the demo around it.",
    severity: "error",
    from: { path: "^pkg/sessions/", pathNot: test },
    to: { path: "^(main[.]ts$|biz/|pkg/(?!sessions/)|scripts/|bench/)" },
  },
];

/**
 * The rooms within a room, the lowest first: each knows itself and those below it, and none beside it. "." are the files that lie in none.
 *
 * @param {string} parent
 * @param {string[][]} floors
 * @returns {import("dependency-cruiser").IForbiddenRuleType[]}
 */
function oneWay(parent, floors) {
  /** @param {string} name */
  const pathOf = (name) => `${room}${parent}/${name === "." ? "[^/]+$" : `${name}/`}`;
  return floors.flatMap((floor, height) =>
    floor.map((name) => ({
      name: `${parent}-rooms-one-way`,
      comment: `Within ${parent} imports run one way: ${floors.map((each) => each.join(" and ")).join(", then ")}.`,
      severity: "error",
      from: { path: pathOf(name), pathNot: test },
      to: {
        path: `${room}${parent}/`,
        pathNot: [name, ...floors.slice(0, height).flat()].map(pathOf),
      },
    })),
  );
}

const roomsWithin = [
  ...oneWay("redis", [
    ["commands"],
    ["topology"],
    ["clients", "connect", "scripts"],
    ["."],
    ["json-rows"],
    ["moving"],
  ]),
  ...oneWay("http", [["cookie", "request"], ["response"], ["sealed"], ["mount"], ["."]]),
];

/** @type {import("dependency-cruiser").IForbiddenRuleType[]} */
const appRules = [
  {
    name: "pkg-never-imports-biz",
    comment: "pkg holds what any app could use; what knows this app's business lives in biz.",
    severity: "error",
    from: { path: "^pkg/", pathNot: test },
    to: { path: "^(biz/|main[.]ts$)" },
  },
  {
    name: "library-by-package-name",
    comment: 'The app imports the library as its users do: from "hertz-sessions", through its exports.',
    severity: "error",
    from: { path: app, pathNot: test },
    to: { path: "^pkg/sessions/", dependencyTypesNot: ["aliased-workspace"] },
  },
  {
    name: "handler-imports-no-handler",
    comment: "One handler answers one route; what two share is a function of its own elsewhere.",
    severity: "error",
    from: { path: "^biz/handler/", pathNot: test },
    to: { path: "^biz/handler/" },
  },
  {
    name: "nothing-imports-main",
    comment: "main.ts is the end of the line: it starts the app.",
    severity: "error",
    from: { pathNot: test },
    to: { path: "^main[.]ts$" },
  },
];

/** @type {import("dependency-cruiser").IForbiddenRuleType[]} */
const generalRules = [
  {
    name: "no-cycle",
    comment: "Two files that need each other are one file, or three.",
    severity: "error",
    from: {},
    to: { circular: true },
  },
  {
    name: "no-orphan",
    comment: "A file that imports nothing and that nothing imports is left over.",
    severity: "error",
    from: { orphan: true, pathNot: [test, "[.]d[.]ts$"] },
    to: {},
  },
  {
    name: "no-dev-dependency-in-production",
    comment: "What runs in production is installed in production: move the package to dependencies.",
    severity: "error",
    from: { path: app, pathNot: test },
    to: { dependencyTypes: ["npm-dev"] },
  },
  {
    name: "no-undeclared-package",
    comment: "A package that package.json does not name is there by accident.",
    severity: "error",
    from: { pathNot: room },
    to: { dependencyTypes: ["npm-no-pkg", "npm-unknown"] },
  },
  {
    name: "no-test-in-production",
    comment: "Production code does not lean on test code.",
    severity: "error",
    from: { path: [app, room], pathNot: test },
    to: { path: test },
  },
  {
    name: "no-unresolved-import",
    comment: "The import leads nowhere. If it is hertz-sessions: run `npm run build` first.",
    severity: "error",
    from: {},
    to: { couldNotResolve: true },
  },
];

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [...libraryRules, ...roomsWithin, ...appRules, ...generalRules],
  options: {
    // TypeScript 7 has no compiler API, so @swc/core reads the sources. Without it no module is seen and nothing is
    // forbidden: scripts/lib/check/directions.ts fails when a source file was not cruised.
    parser: "swc",
    doNotFollow: { path: ["(^|/)node_modules/", "(^|/)dist/"] },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default"],
      extensions: [".ts", ".mts", ".js", ".mjs", ".json", ".d.ts"],
    },
    skipAnalysisNotInRules: true,
  },
};
