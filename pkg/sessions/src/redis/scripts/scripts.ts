import { POINTER_FORMAT } from "../../core/rotation/pointer.ts";
import { ROTATED_NAME } from "../../core/row/row.ts";
import { Script } from "../commands/script.ts";

/** What a script answers when it wrote nothing; what it answers otherwise is said at each script. */
export const REFUSED = { gone: 0, late: -1, newer: -2, exists: -3, newerData: -4, changed: -5 } as const;

/** What a script answers first when the session has another handle now; where it went follows. */
export const ELSEWHERE = "elsewhere";

/**
 * `ARGV[1]` of every script is the deadline, in milliseconds since 1970 of Redis's clock. A command that lay in a socket while Redis was
 * frozen, or was sent again, is refused here: its sender has long been told that it failed.
 */
export const DEADLINE = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return ${REFUSED.late} end
`;

/** Up to so many changes, searching the row is cheaper than parting it into lines. */
const FEW = 16;

/**
 * Reads the row under `KEYS[1]` and parts its first line from its entries, each of which stands behind a newline. What `decodeRow()` would
 * not read is no session here either, and stays as it is. Where a session stood that was rotated lately it answers { `ELSEWHERE`, its handle
 * now, its sealed id }.
 */
export const READ_ROW = `
local row = redis.pcall('GET', KEYS[1])
if type(row) == 'table' and not string.find(row.err, '^WRONGTYPE') then return row end
if type(row) ~= 'string' then return ${REFUSED.gone} end
local created, absolute, idle, user, version, headEnd = string.match(row, '^@\\t1\\t(%d+)\\t(%d+)\\t([1-9]%d*m?)\\t([^\\t\\n]*)\\t(%d+)()')
local after = headEnd and string.byte(row, headEnd)
if not created or after and after ~= 10 then
  local ends, to, sealed = string.match(row, '^@\\t${POINTER_FORMAT}\\t(%d+)\\t([%w_-]+)\\t([%w_-]+)$')
  if ends and #ends <= 15 and #to == 47 and #sealed == 43 then
    return tonumber(ends) > now and { '${ELSEWHERE}', to, sealed } or ${REFUSED.gone}
  end
  return string.find(row, '^@\\t[1-9]%d*\\t') and not string.find(row, '^@\\t1\\t') and ${REFUSED.newer} or ${REFUSED.gone}
end
if tonumber(absolute) <= now then return ${REFUSED.gone} end
if #created > 15 or #absolute > 15 or #idle > 10 or #version > 9 then return ${REFUSED.gone} end
if user ~= '' and (string.find(user, "[^%w_.!~*'()%%%-]") or string.find(user .. '  ', '%%%X') or string.find(user .. '  ', '%%%x%X')) then
  return ${REFUSED.gone}
end
local line = after and headEnd
while line do
  local nextLine, tab = string.find(row, '\\n', line + 1, true), string.find(row, '\\t', line + 1, true)
  if not tab or nextLine and nextLine < tab then return ${REFUSED.gone} end
  line = nextLine
end
local rotated = string.byte(row, headEnd + 1) == 64 and string.match(row, '^\\n${ROTATED_NAME}\\t[^\\n]*', headEnd) or ''
local body = string.sub(row, headEnd + #rotated)
`;

/**
 * Applies a delta to `body`. `ARGV[2]` is 1 to clear it first, `ARGV[3]` the idle timeout from now on or an empty text, `ARGV[4]`
 * the most bytes of a row or 0, `ARGV[5]` "=" with the user from now on or "-", `ARGV[8]` the data version that the delta is of. From
 * `ARGV[9]` on come pairs: the name of an entry,
 * and "=" with its text or "-" to remove it. Names are found by plain search, so no character in them means anything. Each change
 * copies the row, so many changes are made on a table of its lines, in time that grows with their number and not with its square.
 */
const APPLY_DELTA = `
if ARGV[2] == '1' then body = '' end
if #ARGV > 8 + 2 * ${FEW} then
  local lines, at = {}, {}
  for line, name in string.gmatch(body, '(\\n([^\\t]*)\\t[^\\n]*)') do
    lines[#lines + 1] = line
    at[name] = #lines
  end
  for i = 9, #ARGV, 2 do
    local name, operand = ARGV[i], ARGV[i + 1]
    local place = at[name] or #lines + 1
    lines[place] = string.byte(operand) == 61 and '\\n' .. name .. '\\t' .. string.sub(operand, 2) or ''
    at[name] = place
  end
  body = table.concat(lines)
else
  for i = 9, #ARGV, 2 do
    local name, operand = '\\n' .. ARGV[i] .. '\\t', ARGV[i + 1]
    local line = string.byte(operand) == 61 and name .. string.sub(operand, 2) or ''
    local from, tab = string.find(body, name, 1, true)
    if from then
      local rest = string.find(body, '\\n', tab, true)
      body = string.sub(body, 1, from - 1) .. line .. (rest and string.sub(body, rest) or '')
    else
      body = body .. line
    end
  end
end
if ARGV[3] ~= '' then idle = ARGV[3] end
if ARGV[5] ~= '-' then user = string.sub(ARGV[5], 2) end
`;

/** Puts the row together again, or answers { "large", bytes } when it has become too large, and says for how many milliseconds it lives. */
const ASSEMBLE = `
row = '@\\t1\\t' .. created .. '\\t' .. absolute .. '\\t' .. idle .. '\\t' .. user .. '\\t' .. version .. rotated .. body
if #row > tonumber(ARGV[4]) and ARGV[4] ~= '0' then return { 'large', #row } end
local life = string.match(idle, '%d+') .. '000'
if absolute - now < tonumber(life) then life = absolute - now end
`;

/**
 * Stores a new session: `ARGV[2]` is its row from the idle timeout on, `ARGV[3]` the idle and `ARGV[4]` the absolute timeout in
 * milliseconds; the times before them are by Redis's clock. Answers when it began.
 */
export const insertScript = new Script(`${DEADLINE}
local created = string.format('%.0f', now)
local absolute = string.format('%.0f', now + ARGV[4])
local row = '@\\t1\\t' .. created .. '\\t' .. absolute .. '\\t' .. ARGV[2]
if redis.call('SET', KEYS[1], row, 'NX', 'PX', math.min(ARGV[3], ARGV[4])) then return created end
return ${REFUSED.exists}
`);

/** A delta never meets data of another version than it is of. */
const REQUIRE_VERSION = `
if version ~= ARGV[8] then return ${REFUSED.newerData} end
`;

/**
 * Merges a delta into a row that is there. `ARGV[6]` is the name of the entry that a compare-and-set expects, or an empty text, and
 * `ARGV[7]` "=" with its expected text or "-" for none. Answers 1, or { "found", text } or { "large", bytes }, and then wrote nothing.
 */
export const mergeScript = new Script(`${DEADLINE}${READ_ROW}${REQUIRE_VERSION}
if ARGV[6] ~= '' then
  local from, tab = string.find(body, '\\n' .. ARGV[6] .. '\\t', 1, true)
  local found = from and '=' .. string.sub(body, tab + 1, (string.find(body, '\\n', tab, true) or 0) - 1) or '-'
  if found ~= ARGV[7] then return { 'found', found } end
end
${APPLY_DELTA}${ASSEMBLE}
redis.call('SET', KEYS[1], row, 'PX', life)
return 1
`);

/**
 * Puts the row `ARGV[3]` in the place of the row `ARGV[2]`, if that is what stands there, for `ARGV[4]` milliseconds and until `ARGV[5]` at
 * most. Answers 1, or says that it found another, and then wrote nothing.
 */
export const replaceScript = new Script(`${DEADLINE}
if redis.pcall('GET', KEYS[1]) ~= ARGV[2] then return ${REFUSED.changed} end
local life, left = ARGV[4], ARGV[5] - now
if left <= 0 then return ${REFUSED.gone} end
if left < tonumber(life) then life = left end
redis.call('SET', KEYS[1], ARGV[3], 'PX', life)
return 1
`);

/**
 * Applies a delta to a row that is there, and sets its data version to that of the delta: if its data version is `ARGV[6]` and its entries
 * are `ARGV[7]`. Answers 1, or { "found", row } or { "large", bytes }, and then wrote nothing.
 */
export const upgradeScript = new Script(`${DEADLINE}${READ_ROW}
if version ~= ARGV[6] or body ~= ARGV[7] then return { 'found', row } end
version = ARGV[8]
${APPLY_DELTA}${ASSEMBLE}
redis.call('SET', KEYS[1], row, 'PX', life)
return 1
`);

/**
 * Moves a row and a delta from `KEYS[1]` to `KEYS[2]`, where its lifetime begins anew: `ARGV[6]` is the absolute timeout in
 * milliseconds, `ARGV[7]` the user that it must be bound to. Answers { "bound", user } when it is bound to another, and { "moved",
 * when it began, data version }, or { "large", bytes }. It writes first and removes then: when Redis refuses the write, nothing is
 * lost.
 */
export const moveScript = new Script(`${DEADLINE}${READ_ROW}${REQUIRE_VERSION}
if user ~= ARGV[7] then return { 'bound', user } end
${APPLY_DELTA}
created = string.format('%.0f', now)
absolute = string.format('%.0f', now + ARGV[6])
rotated = ''
${ASSEMBLE}
if not redis.call('SET', KEYS[2], row, 'NX', 'PX', life) then return ${REFUSED.exists} end
redis.call('DEL', KEYS[1])
return { 'moved', created, version }
`);

/**
 * Moves a row and a delta from `KEYS[1]` to `KEYS[2]`, where its lifetime goes on, and leaves a pointer. `ARGV[6]` is the user that it must be bound
 * to, `ARGV[7]` for how many milliseconds the pointer leads there, the new handle and the sealed id, with tabs between. Answers as `moveScript`
 * does, but { "moved", when it began, data version, its absolute end, its idle timeout, now }. It writes the new row first: when Redis
 * is out of memory it refuses that, and once it has let a script write it lets it write on.
 */
export const rotateScript = new Script(`${DEADLINE}${READ_ROW}${REQUIRE_VERSION}
if user ~= ARGV[6] then return { 'bound', user } end
${APPLY_DELTA}
local at = string.format('%.0f', now)
rotated = '\\n${ROTATED_NAME}\\t' .. at
${ASSEMBLE}
if not redis.call('SET', KEYS[2], row, 'NX', 'PX', life) then return ${REFUSED.exists} end
local grace, successor = string.match(ARGV[7], '^(%d+)(\\t.*)$')
grace = math.min(grace, life)
redis.call('SET', KEYS[1], '@\\t${POINTER_FORMAT}\\t' .. string.format('%.0f', now + grace) .. successor, 'PX', grace)
return { 'moved', created, version, absolute, idle, at }
`);

/** Removes what stands under `KEYS[1]`. Answers 1 or 0; or { `ELSEWHERE`, ... } as `READ_ROW` does, and then it stays. */
export const removeScript = new Script(`
local row = redis.pcall('GET', KEYS[1])
if type(row) == 'table' and not string.find(row.err, '^WRONGTYPE') then return row end
if type(row) == 'string' then
  local to, sealed = string.match(row, '^@\\t${POINTER_FORMAT}\\t%d+\\t([%w_-]+)\\t([%w_-]+)$')
  if to then return { '${ELSEWHERE}', to, sealed } end
end
return redis.call('DEL', KEYS[1])
`);
