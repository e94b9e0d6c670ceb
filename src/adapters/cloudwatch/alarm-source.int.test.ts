import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AlarmSource } from '../../alarms/ports.js';
import type { Clock } from '../../platform/host.js';
import { systemClock } from '../../platform/node-host.js';
import { stubAwsEnvironment, testCredentials } from '../../testing/aws-environment.js';
import { leaksIn } from '../../testing/secret-canary.js';
import { createCloudWatchAlarms } from './alarm-source.js';
import { type LoopbackCloudWatch, startLoopbackCloudWatch } from './loopback/server.js';

const quiet = new AbortController().signal;

let vendor: LoopbackCloudWatch;
let source: AlarmSource;
let monotonicMs: number;

beforeAll(() => stubAwsEnvironment());
afterAll(() => vi.unstubAllEnvs());
beforeEach(async () => {
  vendor = await startLoopbackCloudWatch();
  monotonicMs = 0;
  const clock: Clock = { ...systemClock, monotonic: () => monotonicMs };
  source = createCloudWatchAlarms({ endpoint: vendor.url, clock });
});
afterEach(async () => {
  await vendor.close();
  vendor.verify();
});

async function alarmsByName() {
  const { alarms } = await source.alarms({ page: null }, quiet);
  return new Map(alarms.map((alarm) => [alarm.name, alarm]));
}

const math = [
  { Id: 'value', Expression: 'IF(requests >= 20, part / requests)', Label: 'error-share' },
  {
    Id: 'requests',
    MetricStat: { Metric: { MetricName: 'Requests', Namespace: 'n' }, Period: 60, Stat: 'Sum' },
    ReturnData: false,
  },
  {
    Id: 'part',
    MetricStat: { Metric: { MetricName: 'Errors', Namespace: 'n' }, Period: 60, Stat: 'Sum' },
    ReturnData: false,
  },
];
const noMetric = { MetricName: undefined, Namespace: undefined, Statistic: undefined };

describe('alarms as CloudWatch has them', () => {
  it('say why in one line, with what their description tells', async () => {
    vendor.has('plain', {
      AlarmDescription: 'Errors.\nseverity: sev2 · runbook: error-share · owner: api',
    });
    vendor.become('plain', 'ALARM', { value: 7, at: Date.UTC(2026, 10, 29, 3, 14, 5, 120) });
    expect((await alarmsByName()).get('plain')).toEqual({
      ...{ name: 'plain', type: 'metric', state: 'ALARM', since: '2026-11-29T03:14:05.120Z' },
      ...{ reason: '7 > 1 for 2/2 × 60s', value: 7, threshold: 1, comparison: 'above' },
      ...{ muted: false, severity: 'sev2', runbook: 'error-share' },
      metric: 'Sum of catops/cats Errors',
      arn: 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:plain',
    });
    vendor.become('plain', 'OK', { value: 0.33333333 });
    expect((await alarmsByName()).get('plain')?.reason).toBe('0.3333, not > 1 for 2/2 × 60s');
  });

  it('are read whatever they watch: a band, metric math, a query of logs, other alarms', async () => {
    vendor.has('band', {
      ...{ Threshold: undefined, ThresholdMetricId: 'ad1', Period: undefined },
      ...noMetric,
      ComparisonOperator: 'GreaterThanUpperThreshold',
      Metrics: [
        { ...math[1], ReturnData: true },
        { Id: 'ad1', Expression: 'ANOMALY_DETECTION_BAND(requests, 2)' },
      ],
    });
    vendor.has('math', { ...noMetric, Period: undefined, Metrics: math });
    vendor.has('logs', {
      ...{ kind: 'LogAlarm', Threshold: 5, ComparisonOperator: 'GreaterThanThreshold' },
      ...{ QueryResultsToAlarm: 1, QueryResultsToEvaluate: 3 },
      more: { EvaluationState: 'EVALUATION_ERROR' },
    });
    vendor.has('all', {
      ...{ kind: 'CompositeAlarm', AlarmRule: 'ALARM("plain") OR ALARM("math")' },
      more: { ActionsSuppressedBy: 'Alarm', ActionsSuppressedReason: 'deploying' },
    });
    vendor.become('math', 'ALARM', { value: 0.5 });
    vendor.become('logs', 'ALARM', { value: 9 });
    const found = await alarmsByName();
    expect(found.get('band')).toMatchObject({
      threshold: null,
      comparison: 'above',
      type: 'metric',
    });
    expect(found.get('band')?.reason).toBe('Threshold Crossed');
    expect(found.get('math')).toMatchObject({
      metric: 'error-share',
      reason: '0.5 > 1 for 2/2 × 60s',
    });
    expect(found.get('logs')).toMatchObject({
      type: 'log',
      reason: '9 > 5 for 1/3 queries (its rule is wrong: it is not judged)',
    });
    expect(found.get('all')).toMatchObject({ type: 'composite', muted: true, threshold: null });
    expect(found.get('all')?.reason).toContain('(actions held back: deploying)');
  });

  it('say what somebody wrote who set their state by hand', async () => {
    vendor.has('plain');
    await source.setState('plain', 'ALARM', 'a fire\ndrill', quiet);
    expect((await alarmsByName()).get('plain')).toMatchObject({
      ...{ state: 'ALARM', value: null, reason: 'a fire drill' },
    });
  });

  it('are muted while a rule is active, which is asked for once a minute', async () => {
    vendor.has('plain');
    vendor.has('off', { ActionsEnabled: false });
    vendor.muteRules.push(
      { name: 'night', status: 'ACTIVE', alarms: ['plain'], updatedAt: 1 },
      { name: 'later', status: 'SCHEDULED', alarms: ['other'], updatedAt: 1 },
    );
    for (const _ of [1, 2]) {
      const found = await alarmsByName();
      expect([found.get('plain')?.muted, found.get('off')?.muted]).toEqual([true, true]);
    }
    expect(vendor.count('CloudWatch.ListAlarmMuteRules')).toBe(1);
    vendor.muteRules.splice(0);
    monotonicMs += 61_000;
    expect((await alarmsByName()).get('plain')?.muted).toBe(false);
  });

  it('are told although mute rules may not be read', async () => {
    vendor.has('plain');
    vendor.refuse('AccessDeniedException', 'not allowed', /MuteRule/);
    expect((await alarmsByName()).get('plain')?.muted).toBe(false);
  });
});

describe('the history of CloudWatch', () => {
  it('is read by its data, and by its summary where there is no data to read', async () => {
    vendor.has('plain');
    vendor.become('plain', 'ALARM', { value: 7, at: Date.UTC(2026, 10, 29, 3, 14) });
    const at = Date.UTC(2026, 10, 29, 3, 20);
    const cut = { name: 'plain', kind: 'MetricAlarm', at, type: 'StateUpdate' } as const;
    vendor.history.push(
      { ...cut, summary: 'Alarm updated from ALARM to OK', data: '{"version":"1.0","oldSt' },
      { ...cut, at: at + 1, summary: 'something new', data: '{}' },
    );
    const query = { type: 'metric', from: '2026-11-29T03:00:00.000Z', page: null } as const;
    const { changes } = await source.history(query, quiet);
    expect(changes).toEqual([
      {
        ...{ name: 'plain', type: 'metric', at: '2026-11-29T03:14:00.000Z' },
        ...{ from: 'OK', to: 'ALARM', reason: 'Threshold Crossed', value: 7, threshold: 1 },
      },
      {
        ...{ name: 'plain', type: 'metric', at: '2026-11-29T03:20:00.000Z' },
        ...{ from: 'ALARM', to: 'OK', reason: 'Alarm updated from ALARM to OK' },
        ...{ value: null, threshold: null },
      },
    ]);
  });

  it('and the states tell the time of the service, not of this machine', async () => {
    vendor.clockAheadMs = 7_200_000;
    const { serverNow } = await source.alarms({ page: null }, quiet);
    const ahead = Date.parse(serverNow) - Date.now();
    expect(Math.abs(ahead - 7_200_000)).toBeLessThan(60_000);
  });
});

describe('the points of an alarm', () => {
  it('are those it is judged by: a gap where a share says nothing', async () => {
    vendor.has('math', { ...noMetric, Period: undefined, Metrics: math });
    vendor.has('all', { kind: 'CompositeAlarm', AlarmRule: 'ALARM("math")' });
    const start = Date.UTC(2026, 10, 29, 3, 0);
    vendor.metricValue = (metric, at) =>
      metric === 'Requests' ? (at === start ? 100 : 10) : metric === 'Errors' ? 25 : undefined;
    const window = { from: '2026-11-29T03:00:00.000Z', to: '2026-11-29T03:02:00.000Z' };
    expect(await source.series('math', window, quiet)).toEqual([
      { at: '2026-11-29T03:00:00.000Z', value: 0.25 },
      { at: '2026-11-29T03:01:00.000Z', value: null },
    ]);
    expect(await source.series('all', window, quiet)).toEqual([]);
  });
});

describe('what goes wrong with CloudWatch', () => {
  const failure = async () => {
    const error = await source.alarms({ page: null }, quiet).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(leaksIn(String(error), [testCredentials.secretAccessKey])).toEqual([]);
    return error;
  };

  it.each([
    ['ExpiredTokenException', 'credential-refused'],
    ['InvalidSignatureException', 'credential-refused'],
    ['AccessDeniedException', 'credential-refused'],
    ['InvalidNextToken', 'alarm-refused'],
  ])('%s is one sentence with the code %s', async (type, code) => {
    vendor.refuse(type, 'The security token included in the request is expired');
    expect(await failure()).toMatchObject({ code });
  });

  it('throttling is tried three times, and then named', async () => {
    vendor.fail('CloudWatch.DescribeAlarms', 'rate-limit', { times: 3 });
    expect(await failure()).toMatchObject({ code: 'vendor-throttled' });
  });

  it('an answer that is cut off, or stops in its middle, is asked for again, and then named', async () => {
    const impatient = { endpoint: vendor.url, clock: systemClock, silenceMs: 200 };
    source = createCloudWatchAlarms(impatient);
    vendor.has('plain');
    for (const fault of ['cut-after-work', 'stall-after-work', 'hang', 'reset'] as const) {
      vendor.fail('CloudWatch.DescribeAlarms', fault);
      expect([...(await alarmsByName()).keys()]).toEqual(['plain']);
    }
    vendor.fail('CloudWatch.DescribeAlarms', 'cut-after-work', { times: 3 });
    expect(await failure()).toMatchObject({ code: 'vendor-unreachable' });
  });

  it('a slow answer is waited for, as long as it is not silent for too long', async () => {
    source = createCloudWatchAlarms({ endpoint: vendor.url, clock: systemClock, silenceMs: 1000 });
    vendor.has('plain');
    vendor.slow({ after: 200 });
    expect([...(await alarmsByName()).keys()]).toEqual(['plain']);
    // No call was tried twice.
    expect(vendor.count('CloudWatch.DescribeAlarms')).toBe(1);
  });

  it('an answer that is none is named so', async () => {
    vendor.fail('CloudWatch.DescribeAlarms', 'html', { times: 3 });
    expect(await failure()).toMatchObject({ code: 'vendor-unreachable' });
  });
});
