import { it } from 'vitest';
import { systemClock } from '../../src/platform/node-host.js';
import { Failures } from '../failures/failures.js';
import { openShared } from '../infra/redis/open-shared.js';
import type { RedisLocation } from '../infra/redis/redis-location.js';
import type { LinkState, Shared } from '../ports.js';
import type { FakeStores } from './fake-stores.js';
import { redisMissing } from './redis-server.js';

/** What one process has of a Redis, and what it logged of it. */
export interface TestShared extends Shared {
  readonly logged: { readonly event: string; readonly fields: Readonly<Record<string, unknown>> }[];
  close(): void;
}

// A test that counts must not be disturbed by a Redis that waits for its turn on a busy machine.
const patience = 2000;

/** Connects as another process of the same database does. */
export async function openTestShared(
  location: RedisLocation,
  { stores: { changes } }: FakeStores,
  scope: readonly string[] = ['test'],
  answerMs = patience,
): Promise<TestShared> {
  const logged: TestShared['logged'] = [];
  const line = (event: string, fields: Readonly<Record<string, unknown>>) =>
    void logged.push({ event, fields });
  const log = { error: line, info: line };
  const clock = systemClock;
  const failures = new Failures({ log, clock, release: 'test' });
  const shared = await openShared({
    location,
    changes,
    clock,
    log,
    failures,
    scope,
    limitScope: scope.join(),
    answerMs,
  });
  return {
    ...shared,
    logged,
    get state(): LinkState {
      return shared.state;
    },
  };
}

/** Runs a suite where Redis is installed; elsewhere it is skipped, which CI does not accept. */
export function onRedis(suite: () => void): void {
  if (redisMissing === undefined) suite();
  else if (process.env['CI'] === 'true')
    it('runs on Redis', () => {
      throw new Error(redisMissing);
    });
  else it.skip(`runs on Redis. ${redisMissing}`, () => {});
}
