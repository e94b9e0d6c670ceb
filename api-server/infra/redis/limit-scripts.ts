/**
 * Gives requests of a window out, in one step: limit, how many are needed, how many more would be
 * liked, how many were let through without asking, milliseconds of a window. Answers how many are
 * given, how many are given in all, and the milliseconds left. The value is the number given out; it
 * ends with its window. In advance nobody is given more than an eighth of what is left.
 */
export const takeScript = `
local value = redis.call('GET', KEYS[1])
local left = redis.call('PTTL', KEYS[1])
local window = tonumber(ARGV[5])
local new = not value or left < 0 or left > window
local given = 0
if not new then
  if #value > 15 or not string.match(value, '^%d+$') then
    return redis.error_reply('WRONGTYPE it is no count')
  end
  given = tonumber(value)
end
given = given + tonumber(ARGV[4])
local free = math.max(0, tonumber(ARGV[1]) - given)
local ahead = math.min(tonumber(ARGV[3]), math.floor(free / 8))
local granted = math.min(free, tonumber(ARGV[2]) + ahead)
local total = string.format('%d', given + granted)
if new then
  left = window
  redis.call('SET', KEYS[1], total, 'PX', window)
else
  redis.call('SET', KEYS[1], total, 'KEEPTTL')
end
return {granted, given + granted, left}`;

/**
 * Leaves a secret there, unless there is one: secret, milliseconds to keep it, the most that any is
 * kept. Answers which there is, and the milliseconds left to it.
 */
export const agreeScript = `
local left = redis.call('PTTL', KEYS[1])
if left < 0 or left > tonumber(ARGV[3]) then
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
end
return {redis.call('GET', KEYS[1]), redis.call('PTTL', KEYS[1])}`;
