import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ControlStatus } from '../../contracts/supervisor-control.js';
import { quiet } from '../../testing/contracts/subject.js';
import { startStandInSupervisor } from '../../testing/stand-in-supervisor.js';
import { keepWayBack, prune } from './keep-releases.js';

const at = '2018-11-14T03:10:00.000Z';
let dataDir: string;
let supervisor: Awaited<ReturnType<typeof startStandInSupervisor>>;
let status: Partial<ControlStatus>;
let made: { readonly version: string }[];
let removed: string[];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'catops-keep-'));
  [made, removed] = [[], []];
  status = {};
  supervisor = await startStandInSupervisor(dataDir, () => status);
});
afterEach(async () => {
  await supervisor.close();
  await rm(dataDir, { recursive: true, force: true });
});

const content = new Uint8Array([1]);
const release = (version: string) => ({ version, createdAt: at, commit: null, failed: false });

/** Releases of the data directory, `current` the one that the next start takes. */
function options(current: string | null, listed: readonly string[] = []) {
  return {
    dataDir,
    clock: { now: () => Date.parse(at) },
    bundleOf: async (version: string) => (version === 'built' ? content : null),
    releases: {
      list: async () => listed.map((version) => ({ ...release(version), description: '' })),
      publish: async () => {},
      ready: async () => {},
      current: async () => current,
      keep: async (kept: { readonly version: string }) => void made.push(kept),
      sweep: async () => void removed.push('unfinished'),
      remove: async (version: string) => {
        if (version === 'v1') throw new Error('busy');
        removed.push(version);
      },
    },
  };
}

it('makes a release of the build that runs, so that the first deployment can be taken back', async () => {
  await keepWayBack(options(null), quiet);
  const description = 'kept from the build that ran';
  expect(made).toEqual([{ version: 'built', content, at, description }]);
});

it('keeps nothing when a release runs, or another build than that of this program', async () => {
  status = { ...status, version: 'v1' };
  await keepWayBack(options('v1'), quiet);
  await keepWayBack(options(null), quiet);
  expect(made).toEqual([]);
});

it('removes what nobody needs, and leaves for the next time what cannot be removed', async () => {
  const names = ['v9', 'v8', 'v7', 'v6', 'v5', 'v4', 'v3', 'v2', 'v1', 'v0'];
  const worker = { pid: 7, version: 'v4', isReady: true, isLeaving: true, since: at };
  status = { ...status, processes: [worker] };
  await prune(options('v3', names), quiet);
  expect(removed).toEqual(['v2', 'v0', 'unfinished']);
});

it('needs no supervisor to remove what is too much', async () => {
  await rm(join(dataDir, 'run'), { recursive: true });
  await mkdir(join(dataDir, 'releases'));
  const event = { v: 1, at, severity: 'info', message: '', version: 'v0', requestId: null };
  await writeFile(join(dataDir, 'releases/events.jsonl'), `${JSON.stringify(event)}\n`);
  await prune(options('v5', ['v6', 'v5', 'v4', 'v3', 'v2', 'v0', 'v00']), quiet);
  expect(removed).toEqual(['v00', 'unfinished']);
});
