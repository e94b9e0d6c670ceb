import { expect, it } from 'vitest';
import { readHours } from '../rollups/read-hours.js';
import { windowOf } from '../rollups/reading/report-window.js';
import { logLine, logLines } from '../rollups/testing/log-line.js';
import { noSignal, openRollupWorld, worldDay } from '../rollups/testing/rollup-world.js';
import { diagnose } from './diagnose.js';
import { fromHours } from './from-hours.js';

const analysis = 'GET /v1/images/{image_id}/analysis';

/** An hour of a day on which a route without a cache is asked more from 10:00 on. */
function hourOf(hour: number): readonly string[] {
  const risen = hour >= 10;
  const at = `${worldDay}T${String(hour).padStart(2, '0')}`;
  return [
    ...logLines(at, risen ? 900 : 60, (i) => ({
      ...{ route: analysis, cache: 'miss', db_queries: 1, latency_ms: risen ? 900 : 10 },
      ...(risen && i % 2 === 0 ? { status: 503, cause: 'overload', cache: 'bypass' } : {}),
    })),
    ...logLines(at, 300, (i) => ({
      ...{ route: 'GET /v1/breeds', cache: 'hit', db_queries: 0, latency_ms: risen ? 400 : 2 },
      ...(i % 100 === 0 ? { status: 429, cause: 'client' } : {}),
    })),
    logLine({ ts: `${at}:30:00.000Z`, method: 'POST', route: 'POST /v1/votes', status: 201 }),
  ];
}

it('reads rolled-up hours by route, and finds in them what happened', async () => {
  const world = await openRollupWorld();
  try {
    for (let hour = 0; hour < 14; hour += 1) {
      await world.put(String(hour).padStart(2, '0'), hourOf(hour));
    }
    await world.roll();
    const hours = await readHours(world.deps, windowOf(worldDay, worldDay), noSignal);
    const telemetry = fromHours(hours);
    // Hours after the last log are counted too: nobody asked for anything in them.
    const { slots } = telemetry;
    expect(slots[11]).toMatchObject({ at: Date.parse(`${worldDay}T11:00:00Z`), seconds: 3600 });
    const route = slots[11]?.routes.get(analysis);
    expect(route).toMatchObject({
      requests: 900,
      errors: 450,
      dbQueries: 900,
      hits: 0,
      looked: 450,
    });
    expect(route?.causes).toEqual({ overload: 450 });
    expect(route?.buckets.reduce((sum, count) => sum + count, 0)).toBe(900);
    expect(slots[11]?.routes.get('GET /v1/breeds')).toMatchObject({
      limited: 3,
      refused: 0,
      hits: 300,
    });
    const window = { from: 0, to: 1 };
    const some = { ...telemetry, slots: slots.slice(0, 14) };
    const found = diagnose({ window, telemetry: some, releases: [], alarms: [], notes: [] });
    expect(found.hypotheses[0]).toMatchObject({ cause: 'uncached-route', subject: analysis });
    // A change is placed to within one slot.
    expect(found.onset).toMatch(/T(09|10):00/);
  } finally {
    await world.close();
  }
});
