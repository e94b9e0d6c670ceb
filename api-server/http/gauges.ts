import { monitorEventLoopDelay } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import type { Indexes } from '../features/indexes.js';
import type { AppDeps } from '../ports.js';
import type { ConnectionCounts } from './connection-bounds.js';
import type { Follower } from './follower.js';
import type { LoopWatch } from './loop-watch.js';
import type { ProcessGauges } from './metrics.js';
import type { ReplyCache } from './reply-cache.js';

// A pause is seen whole however seldom one looks; each look wakes an idle process.
const loopResolutionMs = 50;

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
  const delay = monitorEventLoopDelay({ resolution: loopResolutionMs });
  delay.enable();
  const read = (): ProcessGauges => {
    const { loaded, trueAt } = follower.state;
    const { written, dropped } = deps.accessLog.counts;
    const { hits = 0, misses = 0, errors = 0 } = deps.shared?.replies.counts ?? {};
    // It measures the whole pause between two looks, of which the resolution is no delay.
    const delayMs = Math.max(0, delay.percentile(99) / 1e6 - loopResolutionMs);
    return {
      eventLoopDelayP99Seconds: Number.isFinite(delayMs) ? delayMs / 1000 : 0,
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
  return { read, stop: () => delay.disable() };
}
