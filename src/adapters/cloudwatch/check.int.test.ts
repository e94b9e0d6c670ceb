import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AlarmDocument } from '../../alarms/alarm-document.js';
import { applyPlan } from '../../alarms/apply/apply-plan.js';
import { planApply } from '../../alarms/apply/plan-apply.js';
import { instancesOf } from '../../alarms/instances.js';
import { createAlarmsCheckup } from '../../doctor/check-alarms.js';
import { systemClock } from '../../platform/node-host.js';
import { stubAwsEnvironment, testCredentials } from '../../testing/aws-environment.js';
import { leaksIn } from '../../testing/secret-canary.js';
import { createTestClock } from '../../testing/test-host.js';
import { createCloudWatchMaker } from './alarm-maker.js';
import { createCloudWatchAlarms } from './alarm-source.js';
import { type LoopbackCloudWatch, startLoopbackCloudWatch } from './loopback/server.js';

const quiet = new AbortController().signal;
const actions = { sev3: 'arn:aws:sns:eu-west-1:123456789012:pages' };
const shared = { summary: 'It fails.', severity: 'sev3', owner: 'api', kind: 'metric' } as const;
const window = { periodSeconds: 60, evaluationPeriods: 3, datapointsToAlarm: 2 } as const;
const judged = {
  of: 'service',
  comparison: 'above',
  threshold: 1,
  missingData: 'missing',
} as const;
const document: AlarmDocument = {
  definitions: [
    { ...shared, ...window, ...judged, name: 'queue-age', runbook: 'x', measure: 'queue-age' },
    {
      ...shared,
      ...window,
      ...judged,
      name: 'job-failures',
      runbook: 'x',
      measure: 'job-failures',
    },
  ],
  routes: [],
};

let vendor: LoopbackCloudWatch;

beforeAll(() => stubAwsEnvironment());
afterAll(() => vi.unstubAllEnvs());
beforeEach(async () => {
  vendor = await startLoopbackCloudWatch();
});
afterEach(async () => {
  await vendor.close();
  vendor.verify();
});

const makerOf = () => createCloudWatchMaker({ endpoint: vendor.url, service: 'cats', actions });

async function apply(): Promise<void> {
  const maker = makerOf();
  const instances = instancesOf(document.definitions, []);
  const plan = await planApply(maker, { service: 'cats', instances }, quiet);
  const none = () => undefined;
  const options = { prune: false, clock: createTestClock(), onStep: none, onWait: none };
  await applyPlan(maker, plan, options, quiet);
  for (const name of vendor.stored.keys()) vendor.become(name, 'OK', { value: 0 });
}

async function examined(changes: { readonly actions?: undefined } = {}): Promise<unknown[]> {
  const before = vendor.requests.length;
  const findings = await createAlarmsCheckup({
    service: 'cats',
    source: createCloudWatchAlarms({ endpoint: vendor.url, clock: systemClock }),
    maker: makerOf(),
    document: async () => document,
    clock: systemClock,
    ...('actions' in changes ? { actions: undefined } : { actions }),
  }).examine(quiet);
  expect(leaksIn(findings, [testCredentials.secretAccessKey])).toEqual([]);
  for (const { state, mend } of findings) expect(mend === null).toBe(state === 'ok');
  const asked = vendor.requests.slice(before).map(({ route }) => route);
  expect(asked.filter((route) => !/Describe|List|Get/.test(route))).toEqual([]);
  return findings.map(({ check, state }) => [check, state]);
}

describe('the checkup of CloudWatch', () => {
  it('finds nothing to mend where all is as declared, and changes nothing', async () => {
    await apply();
    expect(await examined()).toEqual([
      ['credentials', 'ok'],
      ['clock', 'ok'],
      ['alarms', 'ok'],
      ['pages', 'ok'],
      ['metrics', 'ok'],
    ]);
  });

  it('finds alarms that are missing, changed, no longer declared, and of somebody else', async () => {
    expect(await examined()).toContainEqual(['alarms', 'broken']);
    await apply();
    const made = vendor.stored.get('cats/queue-age');
    if (made) made.config = { ...made.config, Threshold: 5 };
    expect(await examined()).toContainEqual(['alarms', 'warning']);
    vendor.has('cats/old', { AlarmDescription: 'made by catops for cats' });
    vendor.has('cats/queue-age');
    expect((await examined()).filter((found) => String(found).startsWith('alarms'))).toEqual([
      ['alarms', 'broken'],
      ['alarms', 'warning'],
    ]);
  });

  it('finds alarms that call nobody, and a clock that is wrong', async () => {
    await apply();
    expect(await examined({ actions: undefined })).toContainEqual(['pages', 'broken']);
    vendor.muteRules.push({
      ...{ name: 'night', status: 'ACTIVE', updatedAt: 1 },
      alarms: ['cats/queue-age'],
    });
    vendor.clockAheadMs = 120_000;
    const found = await examined();
    expect(found).toContainEqual(['pages', 'warning']);
    expect(found).toContainEqual(['clock', 'warning']);
  });

  it('finds metrics that nobody publishes', async () => {
    await apply();
    for (const name of vendor.stored.keys()) vendor.become(name, 'INSUFFICIENT_DATA');
    expect(await examined()).toContainEqual(['metrics', 'warning']);
  });

  it('names the action that is not allowed, and says when nobody answers', async () => {
    const denied = 'User: u is not authorized to perform: cloudwatch:DescribeAlarms on resource: *';
    vendor.refuse('AccessDeniedException', denied);
    expect(await examined()).toEqual([['credentials', 'broken']]);
    await vendor.close();
    expect(await examined()).toEqual([['credentials', 'broken']]);
  });
});
