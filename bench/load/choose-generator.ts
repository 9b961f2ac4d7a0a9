import { hasProgram } from "../programs.ts";
import { autocannonGenerator } from "./autocannon.ts";
import type { LoadGenerator } from "./load.ts";
import { wrkGenerator } from "./wrk.ts";

/** wrk where it is installed, else autocannon. */
export function chooseGenerator(prefix: readonly string[]): LoadGenerator {
  return hasProgram("wrk") ? wrkGenerator(prefix) : autocannonGenerator;
}
