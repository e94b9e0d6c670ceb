import { describe, expect, it } from 'vitest';
import { CatopsError } from '../../platform/errors.js';
import { createTestClock } from '../../testing/test-host.js';
import { beforeQuery, duringQuery, patiently } from './patience.js';
import { costText, priceOf, sizeText } from './price.js';
import { queryToken } from './query-token.js';
import { valueFrom } from './rows.js';

const quiet = new AbortController().signal;
const busy = new CatopsError('vendor-throttled', 'busy');
const away = new CatopsError('vendor-unreachable', 'away');

describe('the price of a query', () => {
  it.each([
    [0, 0.00005],
    [10_000_000, 0.00005],
    [10_000_001, 0.000055],
    [94_000_000, 0.00047],
    [1_000_000_000_000, 5],
  ])('of %d bytes at $5 a terabyte is $%d', (bytes, usd) => {
    expect(priceOf(bytes, 5)).toBeCloseTo(usd, 9);
  });

  it('is said with what was read', () => {
    expect([sizeText(999), sizeText(1_234_567)]).toEqual(['999 bytes', '1.23 MB']);
    expect(costText(20e9, 5)).toBe('20 GB read, ≈ $0.10');
  });
});

describe('a value of Athena', () => {
  it.each([
    ['bigint', '9007199254740993', 9007199254740993n],
    ['bigint', '-1', -1n],
    ['integer', '503', 503],
    ['double', '1.5E-4', 0.00015],
    ['double', '-Infinity', Number.NEGATIVE_INFINITY],
    ['varchar', '', ''],
    ['decimal', '0.10', '0.10'],
    ['boolean', 'true', 'true'],
    ['varchar', null, null],
    ['bigint', undefined, null],
  ] as const)('%s %s is what it stands for', (type, text, value) => {
    expect(valueFrom(type, text)).toBe(value);
  });
});

describe('the token of a question', () => {
  const work = { sql: 'SELECT 1', manifestHash: 'a', generation: 1 };
  const token = queryToken(work, 0);

  it('is the same for the same work, and another for any other', () => {
    expect(queryToken({ ...work }, 0)).toBe(token);
    const others = [
      queryToken({ ...work, sql: 'SELECT 2' }, 0),
      queryToken({ ...work, manifestHash: 'b' }, 0),
      queryToken({ ...work, generation: 2 }, 0),
      queryToken(work, 1),
      queryToken({ ...work, generation: 11 }, 0),
    ];
    expect(new Set([token, ...others]).size).toBe(6);
  });
});

describe('patience', () => {
  async function waited(error: Error, patience = duringQuery): Promise<number[]> {
    const waits: number[] = [];
    const clock = createTestClock();
    const sleep = async (ms: number) => {
      waits.push(ms);
      await clock.sleep(ms);
    };
    const waiting = { clock: { ...clock, sleep }, random: () => 0.5 };
    const call = () => patiently(waiting, patience, quiet, () => Promise.reject(error));
    await expect(call()).rejects.toBe(error);
    return waits;
  }

  it('waits 5 s, then longer, a minute at most, ten minutes in all, for a place', async () => {
    const waits = await waited(busy);
    expect(waits.slice(0, 6)).toEqual([5000, 10_000, 20_000, 40_000, 60_000, 60_000]);
    const all = waits.reduce((sum, ms) => sum + ms, 0);
    expect(all).toBeLessThanOrEqual(600_000);
    expect(all + 60_000).toBeGreaterThan(600_000);
  });

  it('gives a network a minute while a query runs, and none before', async () => {
    expect(await waited(away)).toEqual([5000, 10_000, 20_000]);
    expect(await waited(away, beforeQuery)).toEqual([]);
  });

  it('has none for what waiting does not mend', async () => {
    expect(await waited(new CatopsError('query-failed', 'no'))).toEqual([]);
    expect(await waited(new TypeError('a bug'))).toEqual([]);
  });

  it('ends with the signal', async () => {
    const controller = new AbortController();
    const clock = createTestClock();
    const sleep = async () => controller.abort(new Error('over'));
    const waiting = { clock: { ...clock, sleep }, random: () => 0.5 };
    const call = patiently(waiting, duringQuery, controller.signal, () => Promise.reject(busy));
    await expect(call).rejects.toThrow('over');
  });
});
