import { Readable } from 'node:stream';
import type { Clock, Host } from '../platform/host.js';

/** A Host for tests: what is written is kept, time stands still until it is moved. */
export interface TestHost extends Host {
  readonly out: () => string;
  readonly err: () => string;
  /** As Ctrl-C would. */
  interrupt(reason?: unknown): void;
}

/** A clock whose `sleep` moves it on at once. */
export function createTestClock(start = Date.UTC(2018, 10, 15)): Clock {
  let now = start;
  return {
    now: () => now,
    monotonic: () => now - start,
    sleep: async (ms) => {
      now += ms;
    },
  };
}

/** A process that is not one: everything a command may touch, and nothing real. */
export function createTestHost(given: Partial<Host> & { argv: readonly string[] }): TestHost {
  const out: string[] = [];
  const err: string[] = [];
  const controller = new AbortController();
  return {
    env: {},
    stdin: Readable.from([]),
    stdout: { write: (text) => out.push(String(text)) },
    stderr: { write: (text) => err.push(String(text)) },
    cwd: '/nowhere',
    home: '/nowhere',
    pid: 1,
    signal: controller.signal,
    clock: createTestClock(),
    fetch: () => Promise.reject(new Error('A test host reaches nothing.')),
    ...given,
    out: () => out.join(''),
    err: () => err.join(''),
    interrupt: (reason) => controller.abort(reason),
  };
}
