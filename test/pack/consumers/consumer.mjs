// An ESM project that uses the packed library.
import { getSession, sessions } from "hertz-sessions";
import { MemoryStore } from "hertz-sessions/memory";
import manifest from "hertz-sessions/package.json" with { type: "json" };
import { countVisits } from "./count-visits.cjs";

const loaded = [];
for (const path of Object.keys(manifest.exports)) {
  const module = await import(
    `hertz-sessions${path.slice(1)}`,
    path.endsWith(".json") ? { with: { type: "json" } } : {}
  );
  if (module !== undefined) loaded.push(path);
}
const store = new MemoryStore({ secrets: ["a-secret-of-at-least-thirty-two-characters"] });
console.log(JSON.stringify({ loaded, counts: await countVisits({ getSession, sessions }, store) }));
