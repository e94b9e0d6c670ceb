import { readFileSync } from 'node:fs';
import * as sdk from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { readAlarmDocument } from '../../alarms/alarm-document.js';
import { type AlarmInstance, instancesOf } from '../../alarms/instances.js';
import { awsOperations } from '../../testing/aws-schema.js';
import { compositeFacts, metricFacts } from './facts.js';
import { checkMetric } from './loopback/put-rules.js';
import { cloudWindow, putAlarm } from './put-alarm.js';

const topic = (severity: string) => `arn:aws:sns:eu-west-1:123456789012:${severity}`;
const target = {
  service: 'cats',
  actions: { sev1: topic('sev1'), sev2: topic('sev2'), sev3: topic('sev3') },
};

// The document that ships with the API: what it declares is what has to be taken.
const text = readFileSync(new URL('../../../api-server/openapi.json', import.meta.url), 'utf8');
const { definitions, routes } = readAlarmDocument(text, 'openapi.json');
const instances = instancesOf(definitions, routes);

function named(name: string): AlarmInstance {
  const found = instances.find((each) => each.name === name);
  if (!found) throw new Error(`no alarm ${name}`);
  return found;
}

const put = (name: string) => putAlarm(named(name), instances, target);

describe("the API's alarms in CloudWatch", () => {
  it('are all of them ones that CloudWatch takes', () => {
    const operations = awsOperations(sdk);
    expect(instances.length).toBeGreaterThan(definitions.length);
    for (const instance of instances) {
      const made = putAlarm(instance, instances, target);
      const operation = made.kind === 'metric' ? 'PutMetricAlarm' : 'PutCompositeAlarm';
      expect(operations.get(operation)?.checkInput(made.input)).toEqual([]);
      if (made.kind === 'metric') checkMetric(made.input as unknown as Record<string, unknown>);
      expect(made.input.AlarmName?.length).toBeLessThanOrEqual(255);
      expect(made.input.AlarmDescription?.length).toBeLessThanOrEqual(1024);
    }
  });

  it('watch a share only where there are enough requests', () => {
    const made = put('error-share');
    if (made.kind !== 'metric') throw new Error('not a metric alarm');
    expect(metricFacts(made.input)).toMatchObject({
      metric:
        'part = Sum of catops/cats ServerErrors; requests = Sum of catops/cats Requests; value = IF(requests >= 20, part / requests)',
      threshold: 'GreaterThanThreshold 0.02',
      window: '2 of 3 × 60 s',
      'missing data': 'notBreaching',
    });
  });

  it('watch each route by its own budget', () => {
    const made = put('latency-p99 GET /v1/images/{image_id}');
    const budget = routes.find(({ name }) => name === 'GET /v1/images/{image_id}')?.budget;
    expect(made.input).toMatchObject({
      AlarmName: 'cats/latency-p99 GET /v1/images/{image_id}',
      Threshold: budget?.p99Ms,
    });
    expect(JSON.stringify(made.input)).toContain('"Value":"GET /v1/images/{image_id}"');
  });

  it('watch a gauge as a plain metric, of the dependency where there is one', () => {
    expect(put('redis-unreachable').input).toMatchObject({
      MetricName: 'DependencyIll',
      Namespace: 'catops/cats',
      Statistic: 'Maximum',
      Dimensions: [{ Name: 'Dependency', Value: 'redis' }],
      Period: 60,
    });
  });

  it('call by their severity, and through the composite where there is one', () => {
    expect(put('latency-p99 GET /v1/breeds').input.AlarmActions).toEqual([topic('sev2')]);
    expect(put('api-down').input.AlarmActions).toEqual([]);
    const composite = put('api-unusable');
    if (composite.kind !== 'composite') throw new Error('no composite');
    expect(composite.input).toMatchObject({
      AlarmActions: [topic('sev1')],
      OKActions: [topic('sev1')],
    });
    expect(compositeFacts(composite.input)['rule']).toBe(
      'ALARM("cats/api-down") OR ALARM("cats/error-share")',
    );
  });
});

describe('the window of an alarm', () => {
  const given = (periodSeconds: number, evaluationPeriods: number, datapointsToAlarm: number) =>
    cloudWindow({ periodSeconds, evaluationPeriods, datapointsToAlarm });

  it('stays what it is where it is in minutes', () => {
    expect(given(60, 5, 3)).toEqual({ period: 60, evaluated: 5, toAlarm: 3 });
    expect(given(300, 1, 1)).toEqual({ period: 300, evaluated: 1, toAlarm: 1 });
  });

  it('is two minutes at least where it is in seconds: one may come late', () => {
    expect(given(10, 3, 3)).toEqual({ period: 60, evaluated: 2, toAlarm: 2 });
    expect(given(30, 10, 4)).toEqual({ period: 60, evaluated: 5, toAlarm: 2 });
  });
});
