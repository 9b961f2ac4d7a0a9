import { LONG_INDEX } from "../../core/users/user-index.ts";
import { DEADLINE, READ_ROW, REFUSED } from "./scripts.ts";
import { Script } from "../commands/script.ts";

/** Its state, when it was bound, when it ends, until when its row may come, what it moves from. */
const ENTRY = "'^(%w+) (%d+) (%d+) (%d+) (%S+)$'";

/** The field that spares `enterScript` reading the whole index. Whoever finds it missing or misspelled reads that, and writes it anew. */
const SUMMARY = "@last";

/** How many entries a login looks at to take out those that have ended: more than the one that it adds. */
const SAMPLE = 3;

/**
 * The index of a user, `KEYS[1]`, is a hash. The field "@" holds its epoch, and each other one, named by a handle, an entry: its
 * epoch or "x" for one that was condemned by itself, when the session was bound, when it ends at the latest, until when its row may
 * still come or 0, and the handle that it moves or moved from, or "-". Times are milliseconds since 1970 of the clock of the server that holds the
 * index; they are never compared with another's.
 *
 * Gives `epoch`, `entries` by handle, and `past`, the handles of those that have ended: of those that were taken by `take()`, or all by `takeAll()`.
 * `named()` gives the handles of one session: a handle and those that it has moved on to. `answer()` makes what scripts answer of
 * entries: one list of the time, the epoch, and six words of each entry, the one bound longest ago first.
 */
const INDEX = `
local epoch, entries, past = '0', {}, {}
local function take(handle, text)
  if not text or handle == '${SUMMARY}' then return end
  local state, bound, ends, pending, from = string.match(text, ${ENTRY})
  if handle == '@' then
    epoch = text
  elseif state and tonumber(ends) > now then
    entries[handle] = { handle = handle, state = state, bound = bound, ends = ends, pending = pending, from = from }
  else
    table.insert(past, handle)
  end
end
local function takeAll(fields)
  for i = 1, #fields, 2 do take(fields[i], fields[i + 1]) end
end
local function condemned(entry)
  return entry and entry.state ~= epoch
end
local function textOf(entry)
  return table.concat({ entry.state, entry.bound, entry.ends, entry.pending, entry.from }, ' ')
end
local function put(entry)
  redis.call('HSET', KEYS[1], entry.handle, textOf(entry))
end
local function named(handle)
  local names, isLonger = { [handle] = handle ~= '-' or nil }, true
  while isLonger do
    isLonger = false
    for _, entry in pairs(entries) do
      if names[entry.from] and not names[entry.handle] then names[entry.handle], isLonger = true, true end
    end
  end
  return names
end
local function condemn(handle)
  local names = named(handle)
  for _, entry in pairs(entries) do
    if names[entry.handle] then
      entry.state = 'x'
      put(entry)
    end
  end
end
local function at(time)
  return string.format('%.0f', time)
end
local function keepUntil(time)
  if redis.call('PTTL', KEYS[1]) < time - now then redis.call('PEXPIREAT', KEYS[1], at(time)) end
end
local function older(one, other)
  return tonumber(one.bound) < tonumber(other.bound)
end
local function answer(chosen)
  table.sort(chosen, older)
  local list = { at(now), epoch }
  for _, entry in ipairs(chosen) do
    for _, field in ipairs({ 'handle', 'state', 'bound', 'ends', 'pending', 'from' }) do
      table.insert(list, entry[field])
    end
  end
  return list
end
`;

/** All of it. */
const READ_INDEX = `${INDEX}
takeAll(redis.call('HGETALL', KEYS[1]))
`;

/** What `enterScript` answers when it entered nothing. */
export const NOT_ENTERED = { full: "full", condemned: "condemned" } as const;

/**
 * Enters `ARGV[2]`, bound later than all others are, which moves from `ARGV[3]` or "-", lasts `ARGV[4]` milliseconds and whose row
 * may come for `ARGV[5]`. `ARGV[6]` is "=" and the epoch that must still be, or "-" for any; `ARGV[7]` how many entries there may
 * be, or 0; `ARGV[8]` whether the oldest make room ("1"). Answers { a word of `NOT_ENTERED` }, or { 1 if it is long, the evicted entries }.
 *
 * It takes the whole index only where that is needed: to keep a limit that may be reached, when the index is long, and when the summary is
 * not there. That says when the last session was bound, and from how many entries on the index is long.
 */
export const enterScript = new Script(`${DEADLINE}${INDEX}
local handle, from, most = ARGV[2], ARGV[3], tonumber(ARGV[7])
local known = redis.call('HMGET', KEYS[1], '@', '${SUMMARY}', handle, from)
local last, due = string.match(known[2] or '', '^(%d+) (%d+)$')
local size = redis.call('HLEN', KEYS[1]) - (known[1] and 1 or 0) - (known[2] and 1 or 0)
last, due = tonumber(last), math.min(tonumber(due) or math.huge, math.max(${LONG_INDEX}, 2 * size))
local isLong = size + 1 >= due
local isWhole = not last or isLong or (most > 0 and from == '-' and size >= most)
if isWhole then
  takeAll(redis.call('HGETALL', KEYS[1]))
else
  take('@', known[1])
  take(handle, known[3])
  take(from, known[4])
  takeAll(redis.call('HRANDFIELD', KEYS[1], ${SAMPLE}, 'WITHVALUES'))
end
if ARGV[6] ~= '-' and ARGV[6] ~= '=' .. epoch then return { '${NOT_ENTERED.condemned}' } end
if condemned(entries[handle]) or condemned(entries[from]) then return { '${NOT_ENTERED.condemned}' } end
local others, evicted = {}, {}
last = last or 0
for _, entry in pairs(entries) do
  last = math.max(last, entry.bound)
  local moves = entries[entry.from] and tonumber(entry.pending) > now
  if entry.handle ~= handle and not condemned(entry) and not moves then table.insert(others, entry) end
end
if isWhole and from == '-' and most > 0 and #others >= most then
  if ARGV[8] ~= '1' then return { '${NOT_ENTERED.full}' } end
  table.sort(others, older)
  for i = 1, #others - most + 1 do
    condemn(others[i].handle)
    table.insert(evicted, others[i])
  end
end
for _, ended in ipairs(past) do size = size - redis.call('HDEL', KEYS[1], ended) end
local before = entries[handle]
local bound = entries[from] and entries[from].bound or at(math.max(now, last + 1))
local entry = {
  handle = handle, state = epoch, bound = bound, ends = at(now + ARGV[4]), pending = at(now + ARGV[5]),
  from = from == '-' and before and before.from or from
}
if isLong then due = math.max(${LONG_INDEX}, 2 * (before and size or size + 1)) end
redis.call('HSET', KEYS[1], handle, textOf(entry), '${SUMMARY}', at(math.max(last, bound)) .. ' ' .. at(due))
keepUntil(now + ARGV[4])
return { isLong and 1 or 0, answer(evicted) }
`);

/**
 * Confirms `ARGV[2]`, which still says where it moved from: whoever knows it by that means this one. Answers 1, or 0 when it is condemned or not
 * there. It reads that entry alone, however many there are.
 */
export const confirmScript = new Script(`${DEADLINE}
local text = redis.call('HGET', KEYS[1], ARGV[2])
local state, bound, ends, _, from = string.match(text or '', ${ENTRY})
local epoch = redis.call('HGET', KEYS[1], '@') or '0'
if not state or tonumber(ends) <= now or state ~= epoch then return 0 end
if from ~= '-' then redis.call('HDEL', KEYS[1], from) end
redis.call('HSET', KEYS[1], ARGV[2], table.concat({ state, bound, ends, '0', from }, ' '))
return 1
`);

/**
 * Takes out the entries of pairs from `ARGV[2]` on: a handle, and the text that its entry must still have or an empty one. The summary goes
 * with the last entry.
 */
export const leaveScript = new Script(`${DEADLINE}
for i = 2, #ARGV, 2 do
  if ARGV[i + 1] == '' or redis.call('HGET', KEYS[1], ARGV[i]) == ARGV[i + 1] then redis.call('HDEL', KEYS[1], ARGV[i]) end
end
local size = redis.call('HLEN', KEYS[1])
if size <= 2 and size == redis.call('HEXISTS', KEYS[1], '@') + 1 then redis.call('HDEL', KEYS[1], '${SUMMARY}') end
return 1
`);

/**
 * Condemns by `ARGV[2]`: "handle", that of `ARGV[3]`; "except", all but that; or "all". The epoch is kept for `ARGV[4]` milliseconds.
 * Answers the condemned entries among these.
 */
export const condemnScript = new Script(`${DEADLINE}${READ_INDEX}
local which, handle, chosen = ARGV[2], ARGV[3], {}
local names = named(handle)
if which == 'handle' then
  condemn(handle)
else
  local old = epoch
  epoch = at(math.max(now, epoch + 1))
  redis.call('HSET', KEYS[1], '@', epoch)
  keepUntil(now + ARGV[4])
  for _, entry in pairs(entries) do
    if which == 'except' and names[entry.handle] and entry.state == old then
      entry.state = epoch
      put(entry)
    end
  end
end
for _, entry in pairs(entries) do
  if condemned(entry) and (which ~= 'handle' or names[entry.handle]) then table.insert(chosen, entry) end
end
return answer(chosen)
`);

/** Answers all entries. */
export const entriesScript = new Script(`${DEADLINE}${READ_INDEX}
local chosen = {}
for _, entry in pairs(entries) do table.insert(chosen, entry) end
return answer(chosen)
`);

/** Answers { the epoch }. */
export const markScript = new Script(`return { redis.call('HGET', KEYS[1], '@') or '0' }`);

/** Answers { the row under `KEYS[1]`, milliseconds that it will live }, or that it has gone. */
export const inspectScript = new Script(`${DEADLINE}${READ_ROW}
return { row, redis.call('PTTL', KEYS[1]) }
`);

/** Removes the row under `KEYS[1]` if it is bound to `ARGV[2]`. Answers 1, or that there is none. */
export const removeOfScript = new Script(`${DEADLINE}${READ_ROW}
if user ~= ARGV[2] then return ${REFUSED.gone} end
return redis.call('DEL', KEYS[1])
`);
