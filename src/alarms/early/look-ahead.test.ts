import { expect, it } from 'vitest';
import type { MetricAlarm } from '../../contracts/alarm-definition.js';
import type { MetricInstance } from '../instances.js';
import { lookAhead } from './look-ahead.js';
import type { TrendPoint } from './trend.js';

const minute = 60_000;
const now = Date.UTC(2018, 10, 15, 10, 30);
const quiet = new AbortController().signal;
const definition: MetricAlarm = {
  ...{ kind: 'metric', name: 'queue-age', severity: 'sev3', owner: 'cat-api' },
  ...{ summary: 'Thumbnails come late.', runbook: 'queue-age', measure: 'queue-age' },
  ...{ of: 'service', comparison: 'above', threshold: 600, missingData: 'missing' },
  ...{ periodSeconds: 60, evaluationPeriods: 5, datapointsToAlarm: 3 },
};
const named = (name: string, periodSeconds = 60): MetricInstance => ({
  ...{ kind: 'metric', name, definition: { ...definition, name, periodSeconds } },
  ...{ route: null, threshold: 600 },
});

/** A point a period, the last so many minutes ago; 435 then, 15 more in each. */
const rising = (minutesAgo: number, periodSeconds = 60): readonly TrendPoint[] =>
  Array.from({ length: 25 }, (_, index) => ({
    at: now - minutesAgo * minute - (24 - index) * periodSeconds * 1000,
    value: 435 - 15 * (24 - index),
  }));

async function ahead(...alarms: readonly [MetricInstance, readonly TrendPoint[]][]) {
  const history = { name: 'CloudWatch', read: async () => alarms.map(([, points]) => points) };
  const instances = alarms.map(([instance]) => instance);
  const { warnings, ...look } = await lookAhead(history, { instances, now }, quiet);
  return { ...look, names: warnings.map(({ instance }) => instance.name), warnings };
}

it('judges what comes a minute later than others at its own newest minute', async () => {
  const found = await ahead([named('early'), rising(1)], [named('late'), rising(2)]);
  expect(found).toMatchObject({
    ...{ until: now - minute, looked: 2, names: ['early', 'late'] },
    warnings: [{ crossesAt: now + 10 * minute }, { crossesAt: now + 9 * minute }],
  });
});

it('looks at nothing that is older than the gaps a trend may have, each by its own period', async () => {
  const old = await ahead([named('old'), rising(5)], [named('none'), []]);
  expect(old).toMatchObject({ until: null, looked: 0, names: [] });
  const found = await ahead([named('old'), rising(5)], [named('slow', 300), rising(5, 300)]);
  expect(found).toMatchObject({ until: now - 5 * minute, looked: 1 });
  expect(found.names).not.toContain('old');
});

it('leaves out a period that goes on', async () => {
  const going = [...rising(0), { at: now + minute, value: 0 }];
  expect(await ahead([named('queue-age'), going])).toMatchObject({ until: now, looked: 1 });
  expect((await ahead([named('queue-age'), going])).names).toEqual(['queue-age']);
});
