import { expect, it } from 'vitest';
import { CatopsError } from '../src/platform/errors.js';
import { createTestHost } from '../src/testing/test-host.js';
import { runCli } from './kit/run-cli.js';
import type { Wiring } from './kit/wiring.js';
import { up } from './up.js';

const place = { url: 'http://127.0.0.1:3000', privateUrl: 'http://127.0.0.1:9100' };

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
