import { describe, expect, it } from 'vitest';
import { afterNothing } from './retry.js';

const lag = { requestTimeoutMs: 8000, lookAgainMs: 5000 };

describe('a target that has nothing of what was attempted', () => {
  it('is not believed while the call may be under way', () => {
    const next = afterNothing({ attemptedAt: 1000, looks: 1 }, 8999, lag);
    expect(next).toEqual({ kind: 'ask', at: 9000, looks: 0 });
  });

  it('is believed at the second look after that', () => {
    const first = afterNothing({ attemptedAt: 1000, looks: 0 }, 9000, lag);
    expect(first).toEqual({ kind: 'ask', at: 14_000, looks: 1 });
    expect(afterNothing({ attemptedAt: 1000, looks: 1 }, 14_000, lag).kind).toBe('believe');
  });

  it('is asked soon when the attempt lies in the future, because the clock was ahead', () => {
    const year = 365 * 86_400_000;
    const next = afterNothing({ attemptedAt: year, looks: 0 }, 0, lag);
    expect(next).toEqual({ kind: 'ask', at: 5000, looks: 1 });
  });
});
