// A CommonJS project that uses the packed library.
const { exports: paths } = require("hertz-sessions/package.json");
const library = require("hertz-sessions");
const { MemoryStore } = require("hertz-sessions/memory");
const { countVisits } = require("./count-visits.cjs");

const loaded = Object.keys(paths).filter((path) => require(`hertz-sessions${path.slice(1)}`) !== undefined);
const store = new MemoryStore({ secrets: ["a-secret-of-at-least-thirty-two-characters"] });
void countVisits(library, store).then((counts) => {
  console.log(JSON.stringify({ loaded, counts }));
});
