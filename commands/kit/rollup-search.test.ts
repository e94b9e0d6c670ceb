import { expect, it } from 'vitest';
import { sampleReport } from '../../src/rollups/testing/sample-report.js';
import { nothingFound } from './rollup-search.js';
import type { Rollups } from './wiring.js';

it('tells a newcomer where the log comes from, no line wider than the terminal', async () => {
  const none = async () => [];
  const deps = { logs: { place: '/srv/cats/access', days: none }, store: { days: none } };
  const report = sampleReport({ rows: [] });
  const empty = { ...report, total: { ...report.total, requests: 0 } };
  const signal = new AbortController().signal;
  const text = await nothingFound({ deps } as unknown as Rollups, empty, { width: 60, signal });
  expect(text).toContain('/srv/cats/access');
  expect(text).toContain('Ctrl-C');
  const widths = (text ?? '').split('\n').map(({ length }) => length);
  expect(Math.max(...widths)).toBeLessThanOrEqual(60);
});
