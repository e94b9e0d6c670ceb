import { afterEach, beforeEach, expect, it } from 'vitest';
import { drawChart } from '../../adapters/charts/draw-chart.js';
import type { RollupBy, RollupReport } from '../../contracts/rollup-report.js';
import { utc, type Zone, zoneOf } from '../../platform/zone.js';
import { changeRule } from '../change-rule.js';
import { markChanges } from '../mark-changes.js';
import { readReport } from '../read-report.js';
import { windowOf } from '../reading/report-window.js';
import { logLines } from '../testing/log-line.js';
import { readCsv } from '../testing/read-csv.js';
import { noSignal, openRollupWorld, type RollupWorld, worldDay } from '../testing/rollup-world.js';
import { rollupCsv } from './csv.js';
import { dailyNote, reportAsMail } from './daily.js';
import { rollupHtml } from './html.js';
import { rollupMarkdown } from './markdown.js';
import { rollupText } from './text.js';

const analysis = 'GET /v1/images/{image_id}/analysis';
const dayBefore = '2018-11-14';

let world: RollupWorld;
beforeEach(async () => {
  world = await openRollupWorld();
  const steady = (index: number) => ({
    route: '/v1/breeds',
    latency_ms: 1 + (index % 40),
    db_queries: index % 20 === 0 ? 1 : 0,
    cache: index % 20 === 0 ? 'miss' : 'hit',
    api_key_id: `acc_${index % 30}`,
  });
  const cached = (index: number) => ({ ...steady(index), route: '/v1/images/{image_id}/analysis' });
  const uncached = (index: number) => ({
    ...cached(index),
    ...{ cache: 'bypass', db_queries: 1, latency_ms: 60 + (index % 400), image_id: 'MTY3ODIyMQ' },
  });
  const failing = (index: number) =>
    index % 10 === 0 ? { ...uncached(index), status: 503, cause: 'database' } : uncached(index);
  for (const hour of ['09', '10', '11']) {
    await world.put(hour, logLines(`${dayBefore}T${hour}`, 400, steady), { dt: dayBefore });
    await world.put(hour, logLines(`${dayBefore}T${hour}`, 200, cached), { dt: dayBefore });
    await world.put(hour, logLines(`${worldDay}T${hour}`, 400, steady));
    await world.put(hour, logLines(`${worldDay}T${hour}`, 900, failing));
  }
  await world.roll({ days: [dayBefore, worldDay] });
});
afterEach(() => world.close());

function read(by: RollupBy): Promise<RollupReport> {
  const { store, workbench } = world.deps;
  return readReport(
    { store, workbench, changes: { rule: changeRule, mark: markChanges } },
    {
      ...{ service: 'cat-api', engine: 'duckdb', window: windowOf(worldDay, worldDay), by },
      ...{ route: null, top: 20, compare: 'previous-day', scanned: null },
    },
    noSignal,
  );
}

it('shows the day an uncached route brought the database down, from its log', async () => {
  const zone = zoneOf('GMT+11') as Zone;
  const report = await read('route');
  const text = rollupText(report, { width: 80, colour: false, ascii: false, zone });
  const lines = text.split('\n');
  expect(lines[0]).toBe('2018-11-15 UTC (2018-11-15 11:00 to 2018-11-16 11:00 GMT+11), cat-api');
  expect(lines.find((line) => line.startsWith('GET /v1/images/'))).toMatch(
    / 2,700▲ +10\.0▲ +\d+ +\d+▲ +\d+ +—▼ +1\.00▲ uncached$/,
  );
  expect(lines.find((line) => line.startsWith('GET /v1/breeds'))).not.toMatch(/[▲▼]/);
  const prose = text.replace(/\s+/g, ' ');
  expect(prose).toContain('▼ cache hits 95.0% → no cache (worse)');
  expect(prose).toContain('▲ queries a request 0.05 → 1.00 (worse)');
  expect(prose).toContain('Images most asked for: MTY3ODIyMQ 2,700');
  expect(prose).toContain(`Compared with 2018-11-14 UTC. ${changeRule}`);
});

it('tells the same in every form', async () => {
  const [report, hours] = [await read('route'), await read('hour')];
  const { subject, html } = reportAsMail(report, utc);
  expect(subject).toBe('cat-api, Thu 15 Nov 2018: 1 row worse, 3,900 requests, 5xx 6.92%');
  const page = rollupHtml(report, { zone: utc, draw: drawChart, hours });
  for (const form of [rollupMarkdown(report, utc), page, html])
    expect(form).toContain(`${analysis} (uncached)`);
  expect(page.split('<figure>')).toHaveLength(5);
  expect(page).toContain('<th scope="row">10</th><td class="figure">1,300</td>');
  expect(dailyNote(report, utc)).toMatch(
    /^\*3,900 requests on Thu 15 Nov 2018, image MTY3ODIyMQ is/,
  );
  const [head = [], ...rows] = readCsv(rollupCsv(report));
  const uncached = rows.map((row) => [row[0], row[head.indexOf('uncached')]]);
  expect(uncached).toEqual([
    [analysis, 'uncached'],
    ['GET /v1/breeds', ''],
  ]);
});

it.each(['hour', 'day', 'status', 'account'] as const)(
  'has a table by %s without holes',
  async (by) => {
    const report = await read(by);
    const text = rollupText(report, { width: 120, colour: false, ascii: false, zone: utc });
    expect(text).not.toMatch(/NaN|undefined|null|Infinity/);
    expect(report.rows.length).toBeGreaterThan(0);
  },
);
