import { expect, it } from 'vitest';
import { limitScan } from './limit-scan.js';
import type { ScanEngine } from './ports.js';

const file = (size: number) => ({ key: `k${size}`, dt: '2018-11-15', hour: '21', size, etag: 'e' });
const request = (...sizes: readonly number[]) => ({
  sql: 'SELECT 1',
  files: sizes.map(file),
  manifestHash: 'm',
  generation: 0,
});

function counting() {
  const engine = {
    name: 'duckdb' as const,
    scans: 0,
    scan: async () => {
      engine.scans += 1;
      return {
        columns: [],
        batches: (async function* () {})(),
        stats: { scannedBytes: 0, approxUsd: null, queryId: null },
      };
    },
  };
  return engine satisfies ScanEngine;
}

const signal = new AbortController().signal;

it('lets a scan pass up to the limit, and refuses one beyond before anything is read', async () => {
  const engine = counting();
  const limited = limitScan(engine, 100);
  await limited.scan(request(60, 40), signal);
  await expect(limited.scan(request(60, 41), signal)).rejects.toMatchObject({
    code: 'scan-limit',
    exit: 'no',
    message: '2 log files hold 101 B, and --max-scan is 100 B. Nothing was read.',
  });
  expect(engine.scans).toBe(1);
});

it('is the engine itself without a limit', () => {
  const engine = counting();
  expect(limitScan(engine, undefined)).toBe(engine);
});
