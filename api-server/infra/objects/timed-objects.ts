import { clearTimeout, setTimeout } from 'node:timers';
import { Breaker } from '../breaker.js';
import type { PictureParts } from './picture-objects.js';

/** How long is waited, and for how many. */
export interface TimedOptions {
  readonly withinMs: number;
  /** In hand at once, those included that nobody waits for any more. */
  readonly atOnce: number;
  readonly monotonic: () => number;
  /** Told of the breaker before them, where it is shown. */
  readonly onBreaker?: (breaker: Breaker) => void;
}

/**
 * Objects that are waited for only so long: a disk or a network that hangs says nothing, ever. What
 * it holds on to is bounded, and after some silence it is asked once a second.
 */
export function createTimedObjects(objects: PictureParts, options: TimedOptions): PictureParts {
  const { withinMs, atOnce, monotonic } = options;
  const breaker = new Breaker({
    ...{ dependency: 'The object storage', failures: 5, pauseMs: 1000, monotonic },
  });
  options.onBreaker?.(breaker);
  let inHand = 0;
  const timed = <T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> =>
    breaker.run(() => {
      if (inHand >= atOnce) return Promise.reject(silence('has too much in hand'));
      inHand += 1;
      return within(withinMs, work, () => {
        inHand -= 1;
      });
    }, isSilence);
  return {
    read: (key) => timed((signal) => objects.read(key, signal)),
    size: (key) => timed((signal) => objects.size(key, signal)),
    stream: (key, part) => timed((signal) => objects.stream(key, part, signal)),
    put: (key, body, kind) => timed((signal) => objects.put(key, body, kind, signal)),
    relabel: (key, kind) => timed((signal) => objects.relabel(key, kind, signal)),
    remove: (key) => timed((signal) => objects.remove(key, signal)),
  };
}

/** `ended` is told when the work really ends, however long after it was given up. */
function within<T>(
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
  ended: () => void,
): Promise<T> {
  const giveUp = new AbortController();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      giveUp.abort();
      reject(silence('does not answer'));
    }, ms);
    work(giveUp.signal)
      .then(resolve, reject)
      .finally(() => {
        clearTimeout(timer);
        ended();
      });
  });
}

function silence(what: string): Error {
  return Object.assign(new Error(`The object storage ${what}.`), { code: 'ETIMEDOUT' });
}

// A disk that says something answers. A bucket that cannot be reached does not, and one that asks for
// fewer requests is left alone.
const silences: readonly unknown[] = ['ETIMEDOUT', 'vendor-unreachable', 'vendor-throttled'];

function isSilence(error: unknown): boolean {
  return error instanceof Error && 'code' in error && silences.includes(error.code);
}
