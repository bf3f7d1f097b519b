/**
 * The scripts of a Redis store; each works on one key, so that all run on a Cluster. They name no flag `no-writes`, also
 * where they only read, so that a replica refuses them: it may be behind. `allow-oom` lets a full server be read, and
 * sessions be ended. A record is a hash: its members under short names, and the data under `d:` and the key.
 */

/** Values: when the key may go, then fields and values. Gives 1 when it created. */
export const CREATE = `#!lua
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
redis.call('HSET', KEYS[1], unpack(ARGV, 2))
redis.call('PEXPIREAT', KEYS[1], ARGV[1])
return 1`

/** Gives fields and values, of an ended record too; nothing when there is none. */
export const READ = `#!lua flags=allow-oom
return redis.call('HGETALL', KEYS[1])`

/**
 * Values: now, operation, generation, next generation or '', end of its grace or '', how to compare ('', 'is' or
 * 'absent'), the field to compare, its text, '1' to clear, how many fields to remove, these fields, then fields and values
 * to write. Gives the status, and when it is applied: generation, generationAt, user or '', idleExpiresAt, expiresAt.
 */
export const APPLY = `#!lua
local key, now, operation, generation, following = KEYS[1], tonumber(ARGV[1]), ARGV[2], ARGV[3], ARGV[4]
local kept = redis.call('HMGET', key, 'g', 'ga', 'p', 'pu', 'i', 'e', 'o')
if not kept[1] or now >= tonumber(kept[5]) or now >= tonumber(kept[6]) then return {'gone'} end

local function live(held)
  return held == kept[1] or (kept[3] and held == kept[3] and now < tonumber(kept[4]))
end
local function applied()
  local r = redis.call('HMGET', key, 'g', 'ga', 'u', 'i', 'e')
  return {'applied', r[1], r[2], r[3] or '', r[4], r[5]}
end

local operations = cjson.decode(kept[7])
local held = following == '' and generation or following
for _, seen in ipairs(operations) do
  if seen == operation then
    if live(held) then return applied() end
    return {'superseded'}
  end
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
local first = 11 + tonumber(ARGV[10])
for n = 11, first - 1 do redis.call('HDEL', key, ARGV[n]) end
for n = first, #ARGV, 2 do redis.call('HSET', key, ARGV[n], ARGV[n + 1]) end

if following ~= '' then
  redis.call('HSET', key, 'g', following, 'ga', ARGV[1])
  if ARGV[5] == '' then
    redis.call('HDEL', key, 'p', 'pu')
  else
    redis.call('HSET', key, 'p', kept[1], 'pu', ARGV[5])
  end
end
table.insert(operations, operation)
while #operations > 8 do table.remove(operations, 1) end
redis.call('HSET', key, 'o', cjson.encode(operations))
local answer = applied()
local ends = math.min(tonumber(answer[5]), tonumber(answer[6]))
redis.call('PEXPIREAT', key, string.format('%.0f', ends + 60000))
return answer`

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
