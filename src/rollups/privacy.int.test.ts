import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { forgetAccount, isNamed } from './forget-account.js';
import { readReport } from './read-report.js';
import { windowOf } from './reading/report-window.js';
import { keptRoutes, otherRoute } from './sql/fold.js';
import { tables } from './tables.js';
import { logLine, logLines } from './testing/log-line.js';
import { noSignal, openRollupWorld, type RollupWorld, worldDay } from './testing/rollup-world.js';

let world: RollupWorld;
beforeEach(async () => {
  world = await openRollupWorld();
});
afterEach(() => world.close());

const at20 = { ts: `${worldDay}T20:00:00.000Z` };

it('has no text in a stored table but days, hours, methods, routes and public ids', () => {
  const texts = Object.values(tables).flatMap(({ columns }) =>
    Object.entries(columns).flatMap(([name, type]) => (type === 'varchar' ? [name] : [])),
  );
  expect([...new Set(texts)].sort()).toEqual([
    'api_key_id',
    'dt',
    'hour',
    'image_id',
    'method',
    'route',
  ]);
});

it('keeps the most used routes of an hour by name, and calls the rest (other)', async () => {
  const lines = Array.from({ length: keptRoutes + 50 }, (_, route) =>
    Array.from({ length: route < keptRoutes ? 2 : 1 }, () =>
      logLine({
        ...at20,
        route: `GET /v1/scan-${String(route).padStart(4, '0')}`,
        api_key_id: 'k',
      }),
    ),
  );
  await world.put('20', lines.flat());
  await world.roll();
  for (const table of ['rollup_hour', 'rollup_day', 'keys_day'] as const) {
    const rows = await world.rows(table);
    expect(rows).toHaveLength(keptRoutes + 1);
    const other = rows.find((row) => row['route'] === otherRoute);
    expect(Number(other?.['requests'] ?? other?.['n'])).toBe(50);
  }
});

it('stores nothing of what is planted in a line: agents, addresses, keys, query strings', async () => {
  const planted = [
    'Mozilla/5.0 (X11; Linux x86_64) Canary',
    '203.0.113.77',
    '2001:db8::7777',
    'canary@example.com',
    'live_canaryKey123456789/+=',
    '<script>canary()</script>',
  ];
  const lines = planted.flatMap((text, index) => [
    logLine({ ...at20, user_agent: text, ip: text, [text]: index }),
    logLine({ ...at20, route: text }),
    logLine({ ...at20, route: `GET /v1/breeds?q=${text}` }),
    logLine({ ...at20, method: text }),
    logLine({ ...at20, api_key_id: text }),
    logLine({ ...at20, image_id: text }),
    logLine({ ...at20, cause: text, cache: text, status: 500 }),
    logLine({ ...at20, ts: undefined, note: text }),
    `{"v":1,"ua":"${text}","route":"${text}`,
    `${text} is no JSON`,
    `{"v":"${text}","ts":"${text}","latency_ms":"${text}"}`,
  ]);
  await world.put('20', lines);
  const outcome = await world.roll();
  expect(outcome.days[0]?.rejectedRows).toBeGreaterThan(0);
  const rows = (
    ['rollup_hour', 'rollup_day', 'keys_day', 'images_day', 'latency_hour', 'latency_day'] as const
  ).map((table) => world.rows(table));
  const report = await readReport(
    { ...world.deps, changes: { rule: '', mark: (_, after) => after } },
    {
      ...{ service: 'cats', engine: 'duckdb', window: windowOf(worldDay, worldDay) },
      ...{ by: 'account', route: null, top: 100, compare: null, scanned: null },
    },
    noSignal,
  );
  const seen = [
    JSON.stringify([outcome, await Promise.all(rows), report], (_, value) =>
      typeof value === 'bigint' ? String(value) : value,
    ),
    ...(await storedTexts(join(world.directory, 'rollups'))),
  ].join('\n');
  for (const text of planted) expect(seen).not.toContain(text);
  expect(seen.toLowerCase()).not.toContain('canary');
  expect(seen).not.toContain('203.0.113');
});

async function storedTexts(directory: string): Promise<string[]> {
  const names = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = names.filter((name) => name.isFile());
  return Promise.all(files.map((name) => readFile(join(name.parentPath, name.name), 'latin1')));
}

it('forgets a key that is deleted by rewriting days, not by reading logs', async () => {
  const lines = logLines(`${worldDay}T20`, 30, (i) => ({ api_key_id: `k${i % 3}` }));
  await world.put('20', lines);
  await world.roll();
  const files = await world.deps.logs.list(worldDay, noSignal);
  await world.deps.logs.remove(files, noSignal);
  expect(await isNamed(world.deps, 'k1', noSignal)).toBe(true);
  expect(await forgetAccount(world.deps, 'k1', noSignal)).toEqual([worldDay]);
  expect(await isNamed(world.deps, 'k1', noSignal)).toBe(false);
  expect((await world.rows('keys_day')).map((row) => row['api_key_id'])).toEqual(['k0', 'k2']);
  expect(await forgetAccount(world.deps, 'k1', noSignal)).toEqual([]);
});
