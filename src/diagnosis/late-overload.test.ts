import { expect, it } from 'vitest';
import { diagnose } from './diagnose.js';
import { type DrawnRoute, drawnTelemetry } from './testing/drawn-telemetry.js';

const usual: Readonly<Record<string, DrawnRoute>> = {
  'GET /v1/images/search': { rate: 20 },
  'GET /v1/images/{image_id}': { rate: 10, hits: 0.9, queries: 0.05 },
  'GET /v1/breeds': { rate: 8 },
  'GET /v1/votes': { rate: 4, queries: 1, ms: 4 },
};
const from = Date.UTC(2026, 10, 29, 20);
const seconds = 10;
const risesAt = 24;

// What has a queue or a buffer holds out for a while.
it.each([
  [0, 2],
  [10, 2],
  [20, 2],
  [20, 60],
])('blames a surge that overwhelms %i slots after it began (answers take %i ms)', (later, ms) => {
  const telemetry = drawnTelemetry({
    ...{ seed: 1, from, seconds, slots: 80 },
    routes: (slot) =>
      Object.fromEntries(
        Object.entries(usual).map(([name, each]) => {
          const rate = slot < risesAt ? each.rate : 4 * each.rate;
          const fails = slot >= risesAt + later;
          const failing = { errors: 0.2, cause: 'overload', ms } as const;
          return [name, { ...each, rate, ...(fails && failing) }];
        }),
      ),
  });
  const window = { from, to: from + 80 * seconds * 1000 };
  const found = diagnose({ window, telemetry, releases: [], alarms: [], notes: [] });
  expect([found.verdict, found.onset]).toEqual([
    'traffic',
    new Date(from + (risesAt + later) * seconds * 1000).toISOString(),
  ]);
  // Compared with the time before it rose, however long ago that is.
  expect(found.hypotheses[0]?.for[0]?.says).toMatch(
    /^Requests rose ×(?:3\.9|4\.0) over all routes/,
  );
});
