import { expect, it } from 'vitest';
import { CatopsError } from '../src/platform/errors.js';
import { createTestHost } from '../src/testing/test-host.js';
import { runCli } from './kit/run-cli.js';
import type { Wiring } from './kit/wiring.js';
import { up } from './up.js';

const place = {
  ...{ url: 'http://127.0.0.1:3000', privateUrl: 'http://127.0.0.1:9100' },
  firstKeyUnseen: false,
};

it('has somebody woken first when the API is gone, while its build is still being kept', async () => {
  const did: string[] = [];
  let die: () => void = () => {};
  const exited = new Promise<{ code: number; signal: null; text: string }>((resolve) => {
    die = () => resolve({ code: 1, signal: null, text: 'ended by itself (exit code 1).' });
  });
  const wiring: Partial<Wiring> = {
    settings: () => ({ port: 3000 }) as ReturnType<Wiring['settings']>,
    dataDir: () => '/data',
    startApi: async () => ({
      ...{ ...place, firstKey: undefined, workers: 1, release: 'v1', exited },
      stop: async () => void did.push('stopped'),
    }),
    watchAlarms: async () => ({
      count: 1,
      apiEnded: async () => void did.push('paged'),
      stop: async () => void did.push('judged no more'),
    }),
    // As npm that waits for a network would.
    keepBuild: async (_dataDir, signal) => {
      signal.addEventListener('abort', () => did.push('kept no more'));
      die();
      await new Promise(() => {});
    },
  };
  const host = createTestHost({ argv: ['up'] });
  expect(await runCli(host, [up], '1', () => wiring as Wiring)).not.toBe(0);
  expect(did).toEqual(['kept no more', 'paged', 'judged no more', 'stopped']);
});

it('is interrupted, not out of reach, by a Ctrl-C while its alarms are read', async () => {
  const host = createTestHost({ argv: ['up'] });
  const wiring: Partial<Wiring> = {
    settings: () => ({ port: 3000 }) as ReturnType<Wiring['settings']>,
    dataDir: () => '/data',
    startApi: async () => ({
      ...{ ...place, firstKey: undefined, workers: 1, release: 'v1' },
      ...{ exited: new Promise(() => {}), stop: async () => {} },
    }),
    watchAlarms: async () => {
      host.interrupt(new CatopsError('interrupted', 'Stopped by SIGINT.'));
      throw new CatopsError('target-unreachable', 'The API does not answer.');
    },
  };
  expect(await runCli(host, [up], '1', () => wiring as Wiring)).toBe(130);
  expect(host.err()).toContain('Stopped by SIGINT.');
});

it('is interrupted by a Ctrl-C in its last moment before it says where it listens', async () => {
  const did: string[] = [];
  const host = createTestHost({ argv: ['up', '--log', 'failed'] });
  let end: (how: { code: number; signal: null; text: string }) => void = () => {};
  const wiring: Partial<Wiring> = {
    settings: () => ({ port: 3000 }) as ReturnType<Wiring['settings']>,
    dataDir: () => '/data',
    startApi: async () => ({
      ...{ ...place, firstKey: 'live_key', workers: 1, release: 'v1' },
      exited: new Promise((resolve) => {
        end = resolve;
      }),
      stop: async () => void did.push('stopped'),
    }),
    watchAlarms: async () => ({
      count: 1,
      apiEnded: async () => void did.push('paged'),
      stop: async () => void did.push('judged no more'),
    }),
    showRequests: async () => {
      host.interrupt(new CatopsError('interrupted', 'Stopped by SIGINT.'));
      end({ code: 0, signal: null, text: 'ended by itself (exit code 0).' });
      return { stop: async () => void did.push('shown no more') };
    },
    noteFirstKeySeen: async () => void did.push('noted'),
  };
  expect(await runCli(host, [up], '1', () => wiring as Wiring)).toBe(130);
  expect(did).toEqual(['shown no more', 'judged no more', 'stopped']);
  expect(host.out()).toBe('');
});

it.each([
  ['the key of this start', 'live_new', false],
  ['another for the one that no start has shown', undefined, true],
  ['none', undefined, false],
])('shows %s, and notes it when that is done', async (_, made, firstKeyUnseen) => {
  const did: string[] = [];
  const host = createTestHost({ argv: ['up', '--json', '--no-alarms'] });
  const wiring: Partial<Wiring> = {
    settings: () => ({ port: 3000 }) as ReturnType<Wiring['settings']>,
    dataDir: () => '/data',
    startApi: async () => ({
      ...{ ...place, firstKey: made, firstKeyUnseen, workers: 1, release: 'v1' },
      exited: new Promise(() => {}),
      stop: async () => {},
    }),
    admin: (async (_dataDir: string, { op }: { op: string }) => {
      did.push(op);
      return { key: 'live_another' };
    }) as Wiring['admin'],
    noteFirstKeySeen: async () => void did.push(`noted after ${host.out().length > 0}`),
  };
  const running = runCli(host, [up], '1', () => wiring as Wiring);
  await expect.poll(() => host.out()).toContain('firstKey');
  host.interrupt(new CatopsError('interrupted', 'Stopped by SIGINT.'));
  expect(await running).toBe(0);
  const key = made ?? (firstKeyUnseen ? 'live_another' : null);
  expect(JSON.parse(host.out())).toMatchObject({ firstKey: key });
  const noted = key === null ? [] : ['noted after true'];
  expect(did).toEqual([...(firstKeyUnseen ? ['key.first'] : []), ...noted]);
});
