import { parseArgs } from "node:util";
import { startVitest } from "vitest/node";

const { values } = parseArgs({ options: { all: { type: "boolean", default: false } } });
if (values.all) process.env["PACK"] = "all";
const vitest = await startVitest("test", [], { project: ["pack"], watch: false });
await vitest.close();
