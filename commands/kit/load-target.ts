import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { RouteName } from '../../src/contracts/route-policy.js';
import type { LoadtestSources, Wiring } from './wiring.js';

/** The API that a load test is sent to. */
export interface LoadTarget extends LoadtestSources {
  /** True when it was started for this run. */
  readonly started: boolean;
  readonly diagnosticsToken: string | null;
  /** Why the API that was started for this run is gone already; null while it runs. */
  died(): string | null;
  /** Ends what was started; nothing for an API that ran already. */
  stop(): Promise<void>;
}

/** What the API is started without. */
interface Lessons {
  /** Routes without their cache. */
  readonly uncached: readonly RouteName[];
  /** Routes that do not keep their limit. */
  readonly unlimited: readonly RouteName[];
}

/** Enough that no scenario of ours asks for the last of them, and drawn in a good quarter of the time of all. */
export const loadPictures = 100;

/** Keys of a load test outlive the longest run, and then end by themselves. */
const keySeconds = 3600;

/** An API that already runs, with the keys and the token that the settings give for it. */
export function givenTarget(wiring: Wiring, url: string): LoadTarget {
  const { loadKeys, diagnosticsToken, metricsUrl } = wiring.settings();
  const keys = (loadKeys?.reveal() ?? '').split(',').flatMap((key) => key.trim() || []);
  return {
    url,
    metricsUrl,
    keys: { issue: async (count) => keys.slice(0, count) },
    started: false,
    diagnosticsToken: diagnosticsToken?.reveal() ?? null,
    died: () => null,
    stop: async () => {},
  };
}

/** What needs a key of a cat API, and costs little. */
export const keyedPath = '/v1/votes?limit=1';

/** Makes keys for a load in the database of a cat API; they end by themselves. */
export async function loadKeysIn(
  wiring: Wiring,
  dataDir: string,
  count: number,
): Promise<readonly string[]> {
  const request = { op: 'key.load', count, ttlSeconds: keySeconds } as const;
  return (await wiring.admin(dataDir, request)).keys;
}

/**
 * Starts an API of its own on a free port, with its data apart from those of `catops up`, and with
 * keys and a token that are made for this run and never stored in the clear.
 */
export async function startTarget(
  wiring: Wiring,
  { uncached, unlimited }: Lessons,
  onProgress: (text: string) => void,
): Promise<LoadTarget> {
  const dataDir = join(wiring.dataDir(), 'loadtest');
  const diagnosticsToken = randomBytes(24).toString('base64url');
  const api = await wiring.startApi({
    worker: uncached.length > 0 ? 'drill.js' : 'worker.js',
    database: 'embedded',
    port: 0,
    seedPictures: loadPictures,
    uncache: uncached,
    unlimit: unlimited,
    dataDir,
    diagnosticsToken,
    onProgress,
  });
  let died: string | null = null;
  void api.exited.then(({ text }) => {
    died = `The API that was started for this run ${text}`;
  });
  return {
    url: api.url,
    metricsUrl: api.privateUrl,
    keys: {
      issue: (count) => loadKeysIn(wiring, dataDir, count),
      known: keyedPath,
    },
    started: true,
    diagnosticsToken,
    died: () => died,
    stop: () => api.stop(),
  };
}
