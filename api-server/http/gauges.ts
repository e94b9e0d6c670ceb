import { getHeapStatistics } from 'node:v8';
import type { Indexes } from '../features/indexes.js';
import type { AppDeps } from '../ports.js';
import type { ConnectionCounts } from './connection-bounds.js';
import type { Follower } from './follower.js';
import { watchLoopDelay } from './loop-delay.js';
import type { LoopWatch } from './loop-watch.js';
import type { ProcessGauges } from './metrics.js';
import type { ReplyCache } from './reply-cache.js';

export interface GaugeSources {
  readonly deps: Pick<AppDeps, 'accessLog' | 'clock' | 'shared'>;
  readonly connections: ConnectionCounts;
  readonly indexes: Indexes;
  readonly cache: ReplyCache;
  readonly follower: Follower;
  readonly loop: Pick<LoopWatch, 'isOverloaded'>;
}

/** Reads the gauges of this process. The event loop is watched until `stop`. */
export function createGauges({ deps, connections, indexes, cache, follower, loop }: GaugeSources) {
  const delay = watchLoopDelay(deps.clock);
  const read = (): ProcessGauges => {
    const { loaded, trueAt } = follower.state;
    const { written, dropped } = deps.accessLog.counts;
    const { hits = 0, misses = 0, errors = 0 } = deps.shared?.replies.counts ?? {};
    return {
      eventLoopDelayP99Seconds: delay.p99Seconds(),
      overloadedProcesses: loop.isOverloaded ? 1 : 0,
      connections: connections.open,
      connectionsRefused: connections.refused,
      heapBytes: getHeapStatistics().used_heap_size,
      cacheBytes: cache.bytes,
      cacheEntries: cache.size,
      indexImages: indexes.images.size,
      indexBreeds: indexes.breeds.size,
      indexKeys: indexes.keys.size,
      indexAgeSeconds: loaded ? Math.max(0, deps.clock.now() - trueAt) / 1000 : 0,
      accessLogWritten: written,
      accessLogDropped: dropped,
      redisWorks: deps.shared?.state.works === true ? 1 : 0,
      redisHits: hits,
      redisMisses: misses,
      redisErrors: errors,
      limitAsks: deps.shared?.limits.counts.asked ?? 0,
      limitAsksFailed: deps.shared?.limits.counts.failed ?? 0,
    };
  };
  return { read, stop: delay.stop };
}
