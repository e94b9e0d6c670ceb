import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { serverEnv } from '../../src/contracts/server-env.js';
import { CatopsError } from '../../src/platform/errors.js';
import type { Host } from '../../src/platform/host.js';
import { readBaseline } from './baseline-place.js';
import {
  givenTarget,
  keyedPath,
  type LoadTarget,
  loadKeysIn,
  loadPictures,
} from './load-target.js';
import type { Wiring } from './wiring.js';

const withoutLoad = { out: undefined, threads: 1, verifyTls: true };

/** The base of a comparison, twice: two processes, or twice the same API. */
export interface LoadBaseline {
  readonly base: LoadTarget;
  readonly again: LoadTarget;
  /** Ends what was started. */
  stop(): Promise<void>;
}

/**
 * The API at a URL, or what a command starts: two of it, each with a port (`PORT`, `CATOPS_PORT`) and
 * a data directory (`CATOPS_DATA_DIR`) of its own. Throws `server-start-failed` when it is not ready
 * in time.
 */
export async function openBaseline(
  wiring: Wiring,
  host: Host,
  text: string,
  allowHost: readonly string[],
): Promise<LoadBaseline> {
  const place = readBaseline(text, allowHost);
  if ('url' in place) {
    const target = givenTarget(wiring, place.url);
    // Whether it is there at all is known before the load is sent.
    const { target: reader } = await wiring.loadtest(target, withoutLoad);
    await reader.get('/', { signal: host.signal });
    return { base: target, again: target, stop: () => target.stop() };
  }
  const started: LoadTarget[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(started.map((each) => each.stop()));
  };
  try {
    // One after the other: each may draw pictures, which takes a whole machine.
    for (const name of ['base', 'base-again']) {
      const target = await startBase(wiring, place.command, name);
      started.push(target);
      await waitFor(wiring, host, target);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  const [base, again] = started as [LoadTarget, LoadTarget];
  return { base, again, stop };
}

async function startBase(wiring: Wiring, command: string, name: string): Promise<LoadTarget> {
  const dataDir = join(wiring.dataDir(), `loadtest-${name}`);
  const diagnosticsToken = randomBytes(24).toString('base64url');
  const process = await wiring.startCommand(command, {
    [serverEnv.dataDir]: dataDir,
    [serverEnv.privatePort]: '0',
    [serverEnv.seedPictures]: String(loadPictures),
    [serverEnv.diagnosticsToken]: diagnosticsToken,
  });
  const given = givenTarget(wiring, process.url);
  return {
    ...given,
    // Its metrics are not those of the head, and where they are it does not say.
    metricsUrl: undefined,
    // A cat API has made its database there; keys of another one come from the settings.
    keys: {
      issue: (count) =>
        existsSync(dataDir) ? loadKeysIn(wiring, dataDir, count) : given.keys.issue(count),
      get known() {
        return existsSync(dataDir) ? keyedPath : undefined;
      },
    },
    started: true,
    diagnosticsToken,
    died: process.ended,
    stop: process.stop,
  };
}

const readyMs = 180_000;

async function waitFor(wiring: Wiring, host: Host, target: LoadTarget): Promise<void> {
  const [{ waitUntilReady }, { target: reader }] = await Promise.all([
    import('../../src/loadtest/wait-until-ready.js'),
    wiring.loadtest(target, withoutLoad),
  ]);
  const gone = new AbortController();
  const look = async (): Promise<never> => {
    for (;;) {
      await host.clock.sleep(100, gone.signal);
      const how = target.died();
      if (how === null) continue;
      throw new CatopsError('server-start-failed', `--baseline: the command is no API: ${how}.`);
    }
  };
  try {
    await Promise.race([
      waitUntilReady(reader, host.clock, AbortSignal.any([host.signal, gone.signal]), readyMs),
      look(),
    ]);
  } finally {
    gone.abort();
  }
}
