// Series as an API has them on quiet days and when something creeps up, minute by minute: made, not
// recorded, because nobody records enough of what goes wrong slowly. Every figure here is a choice; none
// was looked up in the detector's.

import { type Random, randomFrom } from '../../../api-server/seed/random.ts';
import { latencyBounds, type MetricSample } from '../../../src/contracts/metric-sample.ts';
import { normal, poisson } from './chance.ts';
import { queueOf } from './queue.ts';

const route = 'GET /v1/images/search';
const minuteMs = 60_000;
const dayMinutes = 1440;

/** What the API is like in one minute. */
interface Minute {
  /** Factors and additions on top of the usual. */
  traffic: number;
  latency: number;
  errorShare: number;
  /** Taken off the share that is answered from the cache. */
  cacheLoss: number;
  /** Seconds. */
  backlog: number;
}

export const kinds = ['backlog', 'latency', 'cache', 'errors'] as const;
export type Kind = (typeof kinds)[number];

/** What goes wrong: reaches the threshold of its alarm after so many minutes, and goes on. */
export interface Fault {
  readonly kind: Kind;
  readonly startsAt: number;
  /** 0: at once. */
  readonly minutes: number;
}

const usual = { requests: 600, p99Ms: 15, errorShare: 0.0005, hitShare: 0.92 };
/** As the API declares them: src of the thresholds that a fault is to reach. */
const limits = { p99Ms: 50, errorShare: 0.02, hitShare: 0.5, queueSeconds: 600 };

/** Samples of a minute each. `from` and `minutes` in minutes since the epoch. */
export function series(seed: string, from: number, minutes: number, fault: Fault | null) {
  const random = randomFrom(seed);
  const quiet = quietDays(random, minutes);
  const noise = { latency: wandering(random, 0.15), errors: wandering(random, 0.5) };
  const cacheNoise = wandering(random, 0.02);
  const weather = quiet.map((minute, index) => withFault(minute, index, fault));
  const slowed = weather.map(({ backlog }, index) => backlog - (quiet[index]?.backlog ?? 0));
  const queue = queueOf(
    randomFrom(`${seed}-queue`),
    weather.map(({ backlog }) => backlog),
    slowed,
  );
  return weather.map((minute, index): MetricSample => {
    const { traffic, latency, errorShare, cacheLoss, backlog } = minute;
    const day = 1 + 0.5 * Math.sin((2 * Math.PI * (from + index)) / dayMinutes);
    const mean = usual.requests * day * traffic;
    const failed = poisson(
      random,
      mean * (errorShare + usual.errorShare * Math.exp(noise.errors())),
    );
    const buckets = bucketsOf(random, mean, usual.p99Ms * latency * Math.exp(noise.latency()));
    const requests = buckets.reduce((all, count) => all + count, 0);
    const hitShare = Math.min(0.99, Math.max(0, usual.hitShare + cacheNoise() - cacheLoss));
    const hit = Math.min(requests, poisson(random, requests * hitShare));
    const oldest = backlog + random.between(0, 8);
    return {
      v: 1,
      at: new Date((from + index + 1) * minuteMs).toISOString(),
      seconds: 60,
      ...{ releases: [], reachable: true, processes: 2, restarts: 0 },
      routes: [
        {
          route,
          requests: { 200: requests, ...(failed > 0 ? { 503: failed } : {}) },
          outcomes: { hit, miss: requests - hit, stale: 0, bypass: 0 },
          causes: {},
          ...{ dbQueries: 0, rateLimited: 0, refused: 0, buckets, seconds: 0 },
        },
      ],
      gauges: {
        catops_jobs_oldest_waiting_seconds: oldest,
        'catops_jobs_oldest_waiting_seconds{lane="usual"}': oldest,
        'catops_jobs_waiting{lane="usual"}': queue[index]?.waiting ?? 0,
        'catops_jobs_done_total{lane="usual"}': queue[index]?.done ?? 0,
      },
      failures: [],
      dependencies: [],
    };
  });
}

/** What happens on any day and is no alarm: releases, imports, a crowd, a minute of errors. */
function quietDays(random: Random, minutes: number): readonly Minute[] {
  const all = Array.from(
    { length: minutes },
    (): Minute => ({
      ...{ traffic: 1, latency: 1, errorShare: 0, cacheLoss: 0, backlog: 0 },
    }),
  );
  const days = minutes / dayMinutes;
  const often = (aDay: number) => poisson(random, aDay * days);
  const at = () => Math.floor(random.between(0, minutes));
  const each = (
    start: number,
    length: number,
    change: (minute: Minute, passed: number) => void,
  ) => {
    for (let passed = 0; passed < length; passed += 1) {
      const minute = all[start + passed];
      if (minute) change(minute, passed);
    }
  };
  // A release begins with empty caches.
  for (let count = often(2); count > 0; count -= 1) {
    each(at(), 60, (minute, passed) => {
      minute.cacheLoss += 0.3 * Math.exp(-passed / 10);
      minute.latency *= 1 + 0.6 * Math.exp(-passed / 10);
    });
  }
  // An import queues more than the workers do, for a while.
  for (let count = often(2); count > 0; count -= 1) {
    const [rise, top] = [random.between(10, 30), random.between(60, 480)];
    each(at(), Math.ceil(2 * rise), (minute, passed) => {
      minute.backlog += passed < rise ? (top * passed) / rise : (top * (2 * rise - passed)) / rise;
    });
  }
  // A crowd comes, stays a while, and goes.
  for (let count = often(1); count > 0; count -= 1) {
    const stays = random.between(30, 180);
    each(at(), Math.ceil(stays + 40), (minute, passed) => {
      const here = Math.min(1, passed / 20, (stays + 40 - passed) / 20);
      minute.traffic *= 1 + here;
      minute.latency *= 1 + 0.4 * here;
    });
  }
  for (let count = often(2); count > 0; count -= 1) {
    each(at(), 2, (minute) => {
      minute.errorShare += random.between(0.005, 0.015);
    });
  }
  return all;
}

function withFault(minute: Minute, index: number, fault: Fault | null): Minute {
  if (!fault || index < fault.startsAt) return minute;
  const passed = index - fault.startsAt + 1;
  // Half as much again as the threshold, and there it stays.
  const grown = fault.minutes === 0 ? 1.5 : Math.min(1.5, passed / fault.minutes);
  switch (fault.kind) {
    case 'backlog':
      return { ...minute, backlog: minute.backlog + limits.queueSeconds * grown };
    case 'latency':
      return { ...minute, latency: minute.latency * (limits.p99Ms / usual.p99Ms) ** grown };
    case 'cache':
      return {
        ...minute,
        cacheLoss: minute.cacheLoss + (usual.hitShare - limits.hitShare) * grown,
      };
    case 'errors':
      return { ...minute, errorShare: minute.errorShare + limits.errorShare * grown };
  }
}

/** A value that is near its last one: what moves an API lasts longer than a minute. */
function wandering(random: Random, spread: number): () => number {
  const keeps = 0.7;
  let value = 0;
  return () => {
    value = keeps * value + Math.sqrt(1 - keeps ** 2) * spread * normal(random);
    return value;
  };
}

/** Requests by latency bucket, latencies spread as logarithms of a normal. */
function bucketsOf(random: Random, mean: number, p99Ms: number): readonly number[] {
  const sigma = 0.8;
  const middle = Math.log(p99Ms / 1000) - 2.326 * sigma;
  let below = 0;
  return [...latencyBounds, Number.POSITIVE_INFINITY].map((bound) => {
    const upTo = normalUpTo((Math.log(bound) - middle) / sigma);
    const count = poisson(random, mean * (upTo - below));
    below = upTo;
    return count;
  });
}

/** Abramowitz and Stegun 26.2.17; off by less than 1e-7. */
function normalUpTo(x: number): number {
  if (x === Number.POSITIVE_INFINITY) return 1;
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const series = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429];
  const sum = series.reduce((all, factor, index) => all + factor * t ** (index + 1), 0);
  const above = (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * sum;
  return x >= 0 ? 1 - above : above;
}
