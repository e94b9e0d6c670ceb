import { expect, it } from 'vitest';
import { diagnose } from './diagnose.js';
import { type DrawnRoute, drawnTelemetry } from './testing/drawn-telemetry.js';

const from = Date.UTC(2026, 10, 29, 20);
const seconds = 10;
/** Slots: when people came, and when the database stood still. */
const [came, stopped, answered] = [10, 40, 45] as const;

const usual: Readonly<Record<string, DrawnRoute>> = {
  'GET /v1/images/search': { rate: 3 },
  'GET /v1/images/{image_id}': { rate: 2, hits: 0.9, queries: 0.05 },
  'GET /v1/breeds': { rate: 2 },
  'GET /v1/votes': { rate: 2, queries: 1, ms: 4 },
  'GET /v1/favourites': { rate: 2, queries: 1, ms: 4 },
};

function told(seed: number) {
  const telemetry = drawnTelemetry({
    ...{ seed, from, seconds, slots: 300 },
    routes: (slot) =>
      Object.fromEntries(
        Object.entries(usual).map(([name, route]) => {
          const isOut = slot >= stopped && slot < answered && (route.queries ?? 0) >= 0.5;
          const rate = slot < came ? 0 : route.rate;
          const failing = { errors: 1, cause: 'database', ms: 3000 } as const;
          return [name, { ...route, rate, ...(isOut && failing) }];
        }),
      ),
    more: (slot) =>
      slot >= stopped && slot < answered ? { ill: new Map([['database-write', 2]]) } : {},
  });
  const window = { from, to: from + 300 * seconds * 1000 };
  return diagnose({ window, telemetry, releases: [], alarms: [], notes: [] });
}

it.each([1, 2, 3])(
  'is the database that stood still for a minute, not that people came after an idle start (seed %i)',
  (seed) => {
    const found = told(seed);
    expect(found.verdict).toBe('database');
    const onset = (Date.parse(found.onset ?? '') - from) / 1000 / seconds;
    expect(Math.abs(onset - stopped)).toBeLessThanOrEqual(1);
    expect(found.answer[0]).toContain('Failures');
  },
);
