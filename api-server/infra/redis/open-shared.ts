import type { Clock } from '../../../src/platform/host.js';
import type { ChangeFeed, FailureLog, Log, Shared } from '../../ports.js';
import { createRedisLimits } from './redis-limits.js';
import { RedisLink } from './redis-link.js';
import type { RedisLocation } from './redis-location.js';
import { createRedisReplies } from './redis-replies.js';

/** What sharing takes. */
export interface OpenSharedOptions {
  readonly location: RedisLocation;
  readonly changes: ChangeFeed;
  readonly clock: Clock;
  readonly log: Log;
  readonly failures: FailureLog;
  /** How long anybody waits for an answer of Redis. */
  readonly answerMs: number;
  /** Whatever makes replies differ between processes: release, address of the pictures, database. */
  readonly scope: readonly string[];
  /** What all processes have in common that count limits together, of whatever release. */
  readonly limitScope: string;
}

/** What all servers share in Redis. One that is not there is no error: it is used when it comes. */
export async function openShared(
  options: OpenSharedOptions,
): Promise<Shared & { readonly close: () => void }> {
  const link = new RedisLink(options);
  const replies = createRedisReplies({ ...options, link });
  const limits = createRedisLimits({ link, clock: options.clock, scope: options.limitScope });
  await link.start();
  return {
    replies,
    limits,
    get state() {
      return link.state;
    },
    close: () => {
      void limits.close();
      link.close();
    },
  };
}
