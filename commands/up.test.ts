import { expect, it } from 'vitest';
import { createTestHost } from '../src/testing/test-host.js';
import { runCli } from './kit/run-cli.js';
import type { Wiring } from './kit/wiring.js';
import { up } from './up.js';

it('has somebody woken first when the API is gone, while its build is still being kept', async () => {
  const did: string[] = [];
  const place = { url: 'http://127.0.0.1:3000', privateUrl: 'http://127.0.0.1:9100' };
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
