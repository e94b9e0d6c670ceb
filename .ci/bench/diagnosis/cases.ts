import type { CauseName } from '../../../src/contracts/diagnosis.ts';
import { seededRandom } from '../../../src/loadtest/random.ts';
import type { Bug } from './releases.ts';

/** What can be done to a stack, and what a diagnosis should then say. */
export const faults = {
  'deploy-throws': 'deploy',
  'deploy-burns': 'deploy',
  'deploy-waits': 'deploy',
  'deploy-uncaches': 'deploy',
  'deploy-refuses': 'deploy',
  'deploy-crashes': 'deploy',
  'uncached-analysis': 'uncached-route',
  'uncached-votes': 'uncached-route',
  'uncached-favourites': 'uncached-route',
  'traffic-broad': 'traffic',
  'database-stopped': 'database',
  'database-killed': 'database',
  'database-slow': 'database',
  'database-locked': 'database',
  'redis-killed': 'cache',
  'redis-stopped': 'cache',
  'redis-full': 'cache',
  'objects-gone': 'vendor',
  'mail-fails': 'vendor',
  'one-key': 'hot-key',
  scanner: 'bot',
  'disk-full': 'disk',
  'data-broken': 'data',
  'data-huge': 'data',
  'process-starved': 'processes',
  'process-killed': 'processes',
  'harmless-release': 'healthy',
  'harmless-traffic': 'healthy',
} as const satisfies Record<string, CauseName | 'healthy'>;

export type Fault = keyof typeof faults;

/** Two at once that do not hide each other. */
const pairs: readonly (readonly [Fault, Fault])[] = [
  ['database-slow', 'scanner'],
  ['redis-killed', 'deploy-throws'],
  ['one-key', 'data-broken'],
  ['mail-fails', 'uncached-votes'],
  ['scanner', 'objects-gone'],
  ['deploy-throws', 'one-key'],
];

/** What happens beside it, and is not the reason. */
export type Decoy = 'release-before' | 'traffic-before' | 'none';

/** One case, whole: the same seed and number give the same. */
export interface Case {
  readonly number: number;
  readonly seed: number;
  readonly faults: readonly Fault[];
  readonly decoy: Decoy;
  readonly database: 'sqlite' | 'mariadb';
  readonly redis: boolean;
  /** Seconds of the recording at which each fault begins. */
  readonly at: readonly number[];
  /** Factor of the usual traffic. */
  readonly scale: number;
  /** How hard it is, 0 to 1. */
  readonly force: number;
  readonly bug: Bug | null;
  /** For what is drawn while it runs. */
  readonly random: () => number;
}

const order = Object.keys(faults) as Fault[];

/** Cases in a set until it begins again: every fault once, then every pair. */
export const setSize = order.length + pairs.length;

/** The case of a number, drawn by its seed: the number alone decides which fault it is. */
export function drawCase(number: number, seed: number): Case {
  const random = seededRandom(seed);
  const between = (low: number, high: number) => low + (high - low) * random();
  const oneOf = <T>(of: readonly T[]) => of[Math.floor(random() * of.length)] as T;
  const place = number % setSize;
  const chosen: readonly Fault[] =
    place < order.length ? [order[place] as Fault] : (pairs[place - order.length] ?? []);
  const decoys: readonly Decoy[] = ['none', 'release-before', 'traffic-before'];
  const mayHaveDecoy = !chosen.some((fault) => /^(deploy|harmless|traffic)/.test(fault));
  const onset = Math.round(between(26, 36));
  const needs = (part: string) => chosen.some((fault) => fault.startsWith(part));
  const redis = needs('redis');
  const onDisk = chosen.some((fault) => /^(disk|data)/.test(fault));
  return {
    ...{ number, seed, faults: chosen, redis, random },
    decoy: mayHaveDecoy ? oneOf(decoys) : 'none',
    database: needs('database') || (!onDisk && random() < 0.2) ? 'mariadb' : 'sqlite',
    at: chosen.map((_, index) => onset + index * Math.round(between(0, 10))),
    scale: between(0.6, 1.2),
    force: random(),
    bug: bugOf(chosen, oneOf, between),
  };
}

const anyRoute = [
  'GET /v1/images/search',
  'GET /v1/images/{image_id}',
  'GET /v1/breeds',
  'GET /v1/votes',
];

function bugOf(
  chosen: readonly Fault[],
  oneOf: <T>(of: readonly T[]) => T,
  between: (low: number, high: number) => number,
): Bug | null {
  const route = oneOf(anyRoute);
  const analysis = 'GET /v1/images/{image_id}/analysis';
  const kind = chosen.find((fault) => fault.startsWith('deploy'));
  switch (kind) {
    case 'deploy-throws':
      return { kind: 'throws', route, share: between(0.3, 1), ms: 0 };
    case 'deploy-burns':
      return { kind: 'burns', route, share: 1, ms: between(30, 70) };
    case 'deploy-waits':
      return { kind: 'waits', route: 'GET /v1/votes', share: 1, ms: between(200, 600) };
    case 'deploy-uncaches':
      return { kind: 'uncaches', route: analysis, share: 1, ms: 0 };
    case 'deploy-refuses':
      return { kind: 'refuses', route, share: between(0.4, 1), ms: 0 };
    case 'deploy-crashes':
      return { kind: 'crashes', route, share: between(0.05, 0.15), ms: 0 };
    default:
      return null;
  }
}
