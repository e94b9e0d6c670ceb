import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Clock } from '../../../src/platform/host.js';
import { windowMs } from '../../http/rate-limit.js';
import type { SharedLimits } from '../../ports.js';
import { takeScript } from './limit-scripts.js';
import { NamingAgreement } from './naming-agreement.js';
import type { RedisLink } from './redis-link.js';

// Another one when the value, the script or the length of a window means something else.
const format = 1;
/** With more clients than this to ask about at once the last would be answered too late. */
const mostAtOnce = 500;
const count = z.int().nonnegative();
const givenSchema = z.tuple([count, count, count]);

/** What limits in Redis take. */
export interface RedisLimitsDeps {
  readonly link: RedisLink;
  readonly clock: Clock;
  /** Whatever tells this API from others on the same Redis. Releases share their limits. */
  readonly scope: string;
}

/** Counts in Redis what all processes let through. */
export function createRedisLimits({ link, clock, scope }: RedisLimitsDeps): SharedLimits & {
  close(): Promise<void>;
} {
  const prefix = `catops:limits:${format}:${digest(scope).slice(0, 16)}`;
  const agreement = new NamingAgreement({ link, clock, key: `${prefix}:secret` });
  const counts = { asked: 0, failed: 0 };
  let atOnce = 0;
  return {
    counts,
    get works() {
      return link.works;
    },
    async take({ route, client, limit, need, ahead, owed }) {
      if (atOnce >= mostAtOnce) {
        counts.failed += 1;
        return undefined;
      }
      counts.asked += 1;
      atOnce += 1;
      // Nothing there says who it is about.
      const key = `${prefix}:${digest(`${route}\n${client}`)}`;
      const args = [limit, need, ahead, owed, windowMs];
      const answer = await link.ask((redis) => redis.eval(takeScript, 1, key, ...args));
      atOnce -= 1;
      const given = givenSchema.safeParse(answer).data;
      const [granted = 0, total = 0, leftMs = 0] = given ?? [];
      // Whatever it is that gives nothing and has something left, it is not what we asked.
      if (given === undefined || (need > 0 && granted === 0 && total < limit)) {
        counts.failed += 1;
        return undefined;
      }
      return { granted, total, leftMs };
    },
    agree: (secret) => agreement.follow(secret),
    close: () => agreement.stop(),
  };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
