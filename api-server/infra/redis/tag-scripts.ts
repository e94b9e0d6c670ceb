// What Redis does in one step with the tags of a cache: one sorted set, whose scores are numbers of
// the database's change sequence. Besides the tags it holds
//   !epoch  a random number: replies of another epoch are none of this set's
//   !at     every change up to this one is in the set
//   !floor  replies loaded before this one are not believed: changes before it are not in the set
//   !mark   tells the change `!at` of this database from that of another
// All of it is one key, so whatever loses a part of it, such as eviction, loses it all.

/** The names of the members that are no tags. */
export const tagMembers = ['!epoch', '!at', '!floor', '!mark'] as const;

/** A tag as a member; it never has the name of another member. */
export const memberOf = (tag: string): string => `#${tag}`;

/** Larger than any number of a change, so that what tells sets apart is never among the oldest. */
export const markBase = 2 ** 52;

/**
 * Begins a new epoch, when the set is still the one that was looked at: expected epoch or '', then
 * epoch, at, mark, milliseconds to keep it.
 */
export const beginScript = `
if (redis.call('ZSCORE', KEYS[1], '!epoch') or '') ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
redis.call('ZADD', KEYS[1], ARGV[2], '!epoch', ARGV[3], '!at', ARGV[3], '!floor', ARGV[4], '!mark')
redis.call('PEXPIRE', KEYS[1], ARGV[5])
return 1`;

/**
 * Puts changes in, when the set has all before them: epoch, number of the last change before them,
 * number of their last one, its mark, milliseconds to keep the set, most members, then score and
 * member of each. A set that has grown too large loses its older half, and says so by its floor.
 */
export const raiseScript = `
local set = KEYS[1]
if redis.call('ZSCORE', set, '!epoch') ~= ARGV[1] then return 0 end
local at = tonumber(redis.call('ZSCORE', set, '!at'))
if not at or at < tonumber(ARGV[2]) then return 0 end
for i = 7, #ARGV, 2 do redis.call('ZADD', set, 'GT', ARGV[i], ARGV[i + 1]) end
if tonumber(ARGV[3]) > at then
  redis.call('ZADD', set, ARGV[3], '!at', ARGV[4], '!mark')
end
local most = tonumber(ARGV[6])
if redis.call('ZCARD', set) > most then
  local last = math.floor(most / 2)
  local floor = redis.call('ZRANGE', set, last, last, 'WITHSCORES')[2]
  redis.call('ZADD', set, 'GT', floor, '!floor')
  redis.call('ZREMRANGEBYSCORE', set, '-inf', '(' .. floor)
end
redis.call('PEXPIRE', set, ARGV[5])
return 1`;
