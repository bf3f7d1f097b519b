/**
 * The scripts of a Redis store; each works on one key, so that all run on a Cluster. They name no flag `no-writes`, also
 * where they only read, so that a replica refuses them: it may be behind. `allow-oom` lets a full server be read, and
 * sessions be ended. A record is a hash: its members under short names, and the data under `d:` and the key. Fields are
 * written a thousand values at a time, since Lua passes no more than 8,000 to a call.
 */

/** Values: when the key may go, then fields and values. Gives 1 when it created. */
export const CREATE = `#!lua
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
for n = 2, #ARGV, 1000 do redis.call('HSET', KEYS[1], unpack(ARGV, n, math.min(n + 999, #ARGV))) end
redis.call('PEXPIREAT', KEYS[1], ARGV[1])
return 1`

/** Gives fields and values, of an ended record too; nothing when there is none. */
export const READ = `#!lua flags=allow-oom
return redis.call('HGETALL', KEYS[1])`

/**
 * Values: now, operation, generation, next generation or '', end of its grace or '', how to compare ('', 'is' or
 * 'absent'), the field to compare, its text, '1' to clear, the new idleExpiresAt or '', the new expiresAt or '', how many
 * fields to remove, these fields, then fields and values to write. Gives the status, and when it is applied: generation,
 * generationAt, and user or '', idleExpiresAt and expiresAt as they were before. Operations are lines of one text.
 */
export const APPLY = `#!lua
local key, now, operation, generation, following = KEYS[1], tonumber(ARGV[1]), ARGV[2], ARGV[3], ARGV[4]
local kept = redis.call('HMGET', key, 'g', 'ga', 'p', 'pu', 'i', 'e', 'o', 'u')
if not kept[1] or now >= tonumber(kept[5]) or now >= tonumber(kept[6]) then return {'gone'} end

local function live(held)
  return held == kept[1] or (kept[3] and held == kept[3] and now < tonumber(kept[4]))
end
local function applied(current, since)
  return {'applied', current, since, kept[8] or '', kept[5], kept[6]}
end

local operations = kept[7]
local held = following == '' and generation or following
if string.find('\\n' .. operations .. '\\n', '\\n' .. operation .. '\\n', 1, true) then
  if live(held) then return applied(kept[1], kept[2]) end
  return {'superseded'}
end
if following == '' then
  if not live(generation) then return {'superseded'} end
elseif generation ~= kept[1] then
  return {'superseded'}
end
if ARGV[6] ~= '' then
  local text = redis.call('HGET', key, ARGV[7])
  if ARGV[6] == 'absent' and text then return {'conflict'} end
  if ARGV[6] == 'is' and text ~= ARGV[8] then return {'conflict'} end
end

if ARGV[9] == '1' then
  for _, field in ipairs(redis.call('HKEYS', key)) do
    if string.sub(field, 1, 2) == 'd:' then redis.call('HDEL', key, field) end
  end
end
local first = 13 + tonumber(ARGV[12])
for n = 13, first - 1 do redis.call('HDEL', key, ARGV[n]) end
for n = first, #ARGV, 1000 do redis.call('HSET', key, unpack(ARGV, n, math.min(n + 999, #ARGV))) end

local _, lines = string.gsub(operations, '\\n', '\\n')
if lines >= 7 then operations = string.sub(operations, string.find(operations, '\\n', 1, true) + 1) end
operations = operations == '' and operation or operations .. '\\n' .. operation
if following == '' then
  redis.call('HSET', key, 'o', operations)
elseif ARGV[5] == '' then
  redis.call('HSET', key, 'o', operations, 'g', following, 'ga', ARGV[1])
  redis.call('HDEL', key, 'p', 'pu')
else
  redis.call('HSET', key, 'o', operations, 'g', following, 'ga', ARGV[1], 'p', kept[1], 'pu', ARGV[5])
end
if ARGV[10] ~= '' or ARGV[11] ~= '' then
  local idle = tonumber(ARGV[10] ~= '' and ARGV[10] or kept[5])
  local ends = math.min(idle, tonumber(ARGV[11] ~= '' and ARGV[11] or kept[6]))
  redis.call('PEXPIREAT', key, string.format('%.0f', ends + 60000))
end
if following == '' then return applied(kept[1], kept[2]) end
return applied(following, ARGV[1])`

/** Values: none, or a generation. Gives 0, or 1 and the user or '' when it removed. */
export const DESTROY = `#!lua flags=allow-oom
local kept = redis.call('HMGET', KEYS[1], 'g', 'p', 'u')
if not kept[1] or (ARGV[1] and ARGV[1] ~= kept[1] and ARGV[1] ~= kept[2]) then return {0} end
redis.call('DEL', KEYS[1])
return {1, kept[3] or ''}`

/** Values: a user. Removes only what is this user's. Gives 1 when it removed. */
export const DESTROY_OF_USER = `#!lua flags=allow-oom
if redis.call('HGET', KEYS[1], 'u') ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])`

/** Values: now, an id, when its record ends. The index is a sorted set: what ended over a minute ago goes. */
export const INDEX = `#!lua
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', tonumber(ARGV[1]) - 60000)
redis.call('ZADD', KEYS[1], 'GT', ARGV[3], ARGV[2])
local last = redis.call('ZREVRANGE', KEYS[1], 0, 0, 'WITHSCORES')
redis.call('PEXPIREAT', KEYS[1], string.format('%.0f', tonumber(last[2]) + 120000))
return 1`

/** Values: ids. */
export const UNINDEX = `#!lua flags=allow-oom
for _, id in ipairs(ARGV) do redis.call('ZREM', KEYS[1], id) end
return 1`

/** Gives the ids. */
export const INDEXED = `#!lua flags=allow-oom
return redis.call('ZRANGE', KEYS[1], 0, -1)`
