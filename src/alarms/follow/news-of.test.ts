import { expect, it } from 'vitest';
import type { Alarm, StateChange } from '../alarm.js';
import { newsOf } from './news-of.js';

const alarm: Alarm = {
  ...{ name: 'error-share', type: 'metric', state: 'ALARM', since: '2026-09-12T03:14:20.000Z' },
  ...{ reason: '7.0 > 1 for 2/2 × 60s', value: 7, threshold: 1, comparison: 'above' },
  ...{ muted: false, severity: 'sev3', runbook: 'error-share', metric: 'errors', arn: null },
};
const change: StateChange = {
  ...{ name: 'error-share', type: 'metric', at: alarm.since, from: 'OK', to: 'ALARM' },
  ...{ reason: alarm.reason, value: 7, threshold: 1 },
};

it.each([
  ['ALARM("api-down") OR ALARM("error-share")', 'api-unusable'],
  ["ALARM('error-share')", 'api-unusable'],
  ['ALARM(error-share) AND NOT ALARM(deploying)', 'api-unusable'],
  ['ALARM("arn:aws:cloudwatch:eu-west-1:123456789012:alarm:error-share")', 'api-unusable'],
  ['ALARM("error-share-2")', 'error-share'],
  [null, 'error-share'],
])('a composite whose rule is %s: the alarm pages through %s', (metric, pagesAs) => {
  const composite: Alarm = { ...alarm, name: 'api-unusable', type: 'composite', metric };
  const news = newsOf({ change, alarm }, [alarm, { ...composite, severity: 'sev1' }]);
  expect(news).toMatchObject({ pagesAs, runbook: 'error-share' });
  expect(news.severity).toBe(pagesAs === 'error-share' ? 'sev3' : 'sev1');
});

it('says what it can of an alarm that nobody described', () => {
  expect(newsOf({ change: { ...change, reason: '' }, alarm: null }, [])).toMatchObject({
    ...{ pagesAs: 'error-share', summary: 'An alarm fires', severity: 'sev2', runbook: '' },
  });
});
