import { Script } from "../commands/script.ts";
import { DEADLINE, REFUSED } from "./scripts.ts";

/** Reads the text under `KEYS[1]`, which must be the one that was read before, `ARGV[2]`. Answers { "found", text } when it is another. */
const EXPECT_TEXT = `
local found = redis.pcall('GET', KEYS[1])
if type(found) == 'table' and not string.find(found.err, '^WRONGTYPE') then return found end
if type(found) ~= 'string' then return ${REFUSED.gone} end
if found ~= ARGV[2] then return { 'found', found } end
`;

/** Stores a new row, `ARGV[2]`, for `ARGV[3]` milliseconds, if there is none. */
export const insertTextScript = new Script(`${DEADLINE}
if redis.call('SET', KEYS[1], ARGV[2], 'NX', 'PX', ARGV[3]) then return 1 end
return ${REFUSED.exists}
`);

/** Puts `ARGV[3]` in the place of the text that was read, for `ARGV[4]` milliseconds. Answers 1. */
export const replaceTextScript = new Script(`${DEADLINE}${EXPECT_TEXT}
redis.call('SET', KEYS[1], ARGV[3], 'PX', ARGV[4])
return 1
`);

/** The same, under `KEYS[2]`: it writes first and removes then, so that nothing is lost when Redis refuses the write. */
export const moveTextScript = new Script(`${DEADLINE}${EXPECT_TEXT}
if not redis.call('SET', KEYS[2], ARGV[3], 'NX', 'PX', ARGV[4]) then return ${REFUSED.exists} end
redis.call('DEL', KEYS[1])
return 1
`);
