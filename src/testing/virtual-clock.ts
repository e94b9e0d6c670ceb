import type { Clock } from '../platform/host.js';

interface Sleeper {
  readonly at: number;
  wake(): void;
}

/** A clock that moves on to the next sleeper whenever nothing else is under way. */
export interface VirtualClock extends Clock {
  /** Moves on at once, as if that time had passed. */
  advance(ms: number): void;
  /** Time stands still while this runs: a disk is being written, for one. */
  busy<T>(work: () => Promise<T>): Promise<T>;
}

/** Turns of the event loop without anything under way before time moves. */
const idleTurns = 4;

/** Time for tests: hours pass in milliseconds, in order. */
export function createVirtualClock(start = Date.UTC(2026, 8, 12, 3, 14)): VirtualClock {
  let now = start;
  let underWay = 0;
  let idle = 0;
  let ticking = false;
  const sleepers = new Set<Sleeper>();
  const tick = () => {
    // It begins anew when that has ended: to look again and again takes a core from what is waited for.
    if (underWay > 0) {
      ticking = false;
      return;
    }
    idle += 1;
    if (idle > idleTurns && sleepers.size > 0) {
      idle = 0;
      now = Math.max(now, Math.min(...[...sleepers].map(({ at }) => at)));
      for (const sleeper of [...sleepers]) if (sleeper.at <= now) sleeper.wake();
    }
    ticking = sleepers.size > 0;
    if (ticking) setImmediate(tick);
  };
  const begin = () => {
    idle = 0;
    if (ticking) return;
    ticking = true;
    setImmediate(tick);
  };
  return {
    now: () => now,
    monotonic: () => now - start,
    advance: (ms) => {
      now += ms;
    },
    busy: async (work) => {
      underWay += 1;
      try {
        return await work();
      } finally {
        underWay -= 1;
        begin();
      }
    },
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const stop = () => {
          sleepers.delete(sleeper);
          reject(signal?.reason);
        };
        const sleeper: Sleeper = {
          at: now + ms,
          wake: () => {
            sleepers.delete(sleeper);
            signal?.removeEventListener('abort', stop);
            resolve();
          },
        };
        signal?.addEventListener('abort', stop, { once: true });
        sleepers.add(sleeper);
        if (!ticking) begin();
      }),
  };
}

/** Every function of an object, run while the clock stands still. */
export function whileBusy<T extends object>(clock: VirtualClock, object: T): T {
  return new Proxy(object, {
    get: (target, key, receiver) => {
      const found: unknown = Reflect.get(target, key, receiver);
      if (typeof found !== 'function') return found;
      return (...args: unknown[]) =>
        clock.busy(async () => Reflect.apply(found, target, args) as unknown);
    },
  });
}
