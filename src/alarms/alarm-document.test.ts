import { describe, expect, it } from 'vitest';
import { readAlarmDocument } from './alarm-document.js';

const policy = {
  ...{ since: '2018-11-14', probation: false, cache: { kind: 'never', reason: 'x' } },
  limit: { name: 'standard', keyed: null, keyless: null },
  ...{ budget: { p99Ms: 50, dbQueriesPerRequest: 0.05 }, runbook: 'uncached-route' },
};
const alarm = {
  ...{ kind: 'metric', name: 'queue-age', summary: 'Late.', severity: 'sev3', owner: 'api' },
  ...{ runbook: 'queue-age', measure: 'queue-age', of: 'service', comparison: 'above' },
  ...{ threshold: 600, periodSeconds: 60, evaluationPeriods: 5, datapointsToAlarm: 3 },
  missingData: 'missing',
};

const documentWith = (alarms: unknown) =>
  JSON.stringify({
    openapi: '3.1.0',
    paths: { '/v1/breeds': { get: { 'x-catops': policy }, post: {} } },
    'x-catops-alarms': alarms,
  });

describe('the alarms in an OpenAPI document', () => {
  it('come with the routes that have a budget', () => {
    const read = readAlarmDocument(documentWith([alarm]), 'a');
    expect(read.definitions).toEqual([alarm]);
    expect(read.routes).toEqual([{ name: 'GET /v1/breeds', budget: policy.budget }]);
  });

  it.each([
    ['no JSON', '<html>', 'a is not an OpenAPI document with paths.'],
    ['no paths', '{}', 'a is not an OpenAPI document with paths.'],
    ['no alarms', '{"paths":{}}', 'a declares no alarms (x-catops-alarms).'],
    [
      'an alarm with a wrong member',
      documentWith([{ ...alarm, severity: 'loud' }]),
      'a has an alarm that this catops cannot read: x-catops-alarms.0.severity:',
    ],
    ['two of one name', documentWith([alarm, alarm]), 'there are two alarms called queue-age'],
  ])('are refused in one sentence where there is %s', (_, text, sentence) => {
    expect(() => readAlarmDocument(text, 'a')).toThrow(sentence);
  });
});
