import { describe, expect, it } from 'vitest';
import { limitsOf } from './limits.js';
import { RateLimiter, rateLimitHeaders, take } from './rate-limit.js';

const clock = { now: () => Date.UTC(2026, 10, 21, 12) };

describe('a client on one route', () => {
  it('is let through exactly as often as its limit says, from its first request on', () => {
    const limiter = new RateLimiter();
    const ask = (now: number) => take(limiter.window('me', now, clock), 120);
    const passed = Array.from({ length: 500 }, (_, index) => ask(1000 + index)).filter(Boolean);
    expect(passed).toHaveLength(120);
    expect(ask(60_999)).toBe(false);
    expect(ask(61_000)).toBe(true);
  });

  it('does not use up the room of another', () => {
    const limiter = new RateLimiter();
    expect(take(limiter.window('me', 0, clock), 1)).toBe(true);
    expect(take(limiter.window('me', 0, clock), 1)).toBe(false);
    expect(take(limiter.window('you', 0, clock), 1)).toBe(true);
  });

  it('is told where it stands', () => {
    const window = new RateLimiter().window('me', 500, clock);
    take(window, 120);
    expect(rateLimitHeaders(window, 120, 28_388)).toEqual([
      ...['RateLimit-Limit', '120'],
      ...['RateLimit-Remaining', '119'],
      ...['RateLimit-Consumed', '1'],
      ...['RateLimit-Reset', '2026-11-21T12:01:00.000Z'],
      ...['Retry-After-Seconds', '32.112'],
    ]);
  });
});

describe('a crowd of addresses', () => {
  it('cannot fill the memory', () => {
    const limiter = new RateLimiter({ maxClients: 10 });
    for (let index = 0; index < 1000; index += 1) limiter.window(`c${index}`, index, clock);
    expect(limiter.size).toBe(10);
    limiter.window('later', 120_000, clock);
    expect(limiter.size).toBe(1);
  });
});

describe('the kinds of limits', () => {
  it('are a quarter on probation and ten times for files', () => {
    const settings = { keyedLimit: 120, keylessLimit: 2 };
    expect(limitsOf('standard', settings)).toEqual({ keyed: 120, keyless: 2 });
    expect(limitsOf('probation', settings)).toEqual({ keyed: 30, keyless: 1 });
    expect(limitsOf('files', settings)).toEqual({ keyed: 1200, keyless: 20 });
    expect(limitsOf({ unlimited: 'why' }, settings)).toBeUndefined();
  });
});
