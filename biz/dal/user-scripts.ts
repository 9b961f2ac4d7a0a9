/** Redis's clock in milliseconds, of the server that holds the key. */
export const clockScript =
  'local now = redis.call("TIME") return math.floor(now[1] * 1000 + now[2] / 1000) -- KEYS[1]';

/**
 * Every script below comes with the time, by Redis's clock, after which its caller has been told that it failed:
 * from then on it changes nothing. A command that waited in the socket of a Redis that hung would be run otherwise.
 */
const refuseWhenLate = `
local now = redis.call("TIME")
if now[1] * 1000 + now[2] / 1000 > tonumber(ARGV[1]) then return "late" end
`;

/** KEYS: name, e-mail address. ARGV: deadline, record, owner of the address. Gives "created", "late", or which are taken, with a comma between. */
export const createScript = `${refuseWhenLate}
-- Sent twice by a client that lost the reply: the record has an id of its own, so finding it means that it was ours.
if redis.call("GET", KEYS[1]) == ARGV[2] then return "created" end
local taken = {}
if redis.call("EXISTS", KEYS[1]) == 1 then table.insert(taken, "username") end
if redis.call("EXISTS", KEYS[2]) == 1 then table.insert(taken, "email") end
if #taken > 0 then return table.concat(taken, ",") end
redis.call("SET", KEYS[1], ARGV[2])
redis.call("SET", KEYS[2], ARGV[3])
return "created"`;

/** KEYS: name. ARGV: deadline, the record as it was read, the record to put there. Gives "replaced", "changed" or "late". */
export const replaceScript = `${refuseWhenLate}
local stored = redis.call("GET", KEYS[1])
if stored == ARGV[3] then return "replaced" end
if stored ~= ARGV[2] then return "changed" end
redis.call("SET", KEYS[1], ARGV[3])
return "replaced"`;
