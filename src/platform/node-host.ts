import { homedir } from 'node:os';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { countStops } from './count-stops.js';
import { CatopsError } from './errors.js';
import type { Clock, Host } from './host.js';

/** The real clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: async (ms, signal) => {
    await sleep(ms, undefined, signal ? { signal } : {});
  },
};

/** What a library uses of a process that is not its own: no signal is listened to. */
export function ambientHost(): Pick<Host, 'clock' | 'fetch' | 'cwd' | 'env'> {
  const { env } = process;
  return { clock: systemClock, fetch: globalThis.fetch, cwd: process.cwd(), env };
}

/**
 * The real process as a {@link Host}. The first SIGINT or SIGTERM aborts `signal`, so that whatever
 * was started can be stopped; a second one, not the first sent on, ends the process at once.
 */
export function createNodeHost(): Host {
  const controller = new AbortController();
  const stop = countStops(() => performance.now());
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      const call = stop();
      if (call === 'again') process.exit(130);
      controller.abort(new CatopsError('interrupted', `Stopped by ${name}.`));
    });
  }
  return {
    argv: process.argv.slice(2),
    env: process.env,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    cwd: process.cwd(),
    home: homedir(),
    pid: process.pid,
    signal: controller.signal,
    clock: systemClock,
    fetch: globalThis.fetch,
  };
}
