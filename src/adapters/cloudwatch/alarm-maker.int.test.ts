import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { applyPlan } from '../../alarms/apply/apply-plan.js';
import { planApply } from '../../alarms/apply/plan-apply.js';
import { type AlarmInstance, instancesOf } from '../../alarms/instances.js';
import type { AlarmDefinition } from '../../contracts/alarm-definition.js';
import { stubAwsEnvironment } from '../../testing/aws-environment.js';
import { createTestClock } from '../../testing/test-host.js';
import { createCloudWatchMaker } from './alarm-maker.js';
import { type LoopbackCloudWatch, startLoopbackCloudWatch } from './loopback/server.js';

const quiet = new AbortController().signal;
const topic = 'arn:aws:sns:eu-west-1:123456789012:pages';
const shared = { summary: 'It fails.', severity: 'sev1', owner: 'api' } as const;
const window = { periodSeconds: 60, evaluationPeriods: 3, datapointsToAlarm: 2 } as const;
const definitions: readonly AlarmDefinition[] = [
  {
    ...{ kind: 'metric', name: 'error-share', runbook: 'error-share', ...shared, ...window },
    ...{ measure: 'error-share', of: 'service', comparison: 'above', threshold: 0.02 },
    ...{ missingData: 'notBreaching', minimumRequests: 20 },
  },
  {
    ...{ kind: 'metric', name: 'queue-age', runbook: 'queue-age', ...shared, ...window },
    ...{ measure: 'queue-age', of: 'service', comparison: 'above', threshold: 600 },
    missingData: 'missing',
  },
  { kind: 'composite', name: 'api-unusable', runbook: 'x', ...shared, any: ['error-share'] },
];

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

const maker = () =>
  createCloudWatchMaker({ endpoint: vendor.url, service: 'cats', actions: { sev1: topic } });

/** Plans and does it, as a fresh process would; answers the plan in short. */
async function applied(instances: readonly AlarmInstance[], prune = false): Promise<string[]> {
  const fresh = maker();
  const plan = await planApply(fresh, { service: 'cats', instances }, quiet);
  const waits = { clock: createTestClock(), onWait: () => undefined };
  await applyPlan(fresh, plan, { prune, onStep: () => undefined, ...waits }, quiet);
  return plan.steps.map((step) =>
    step.kind === 'gone' ? `gone ${step.made.name}` : `${step.kind} ${step.wanted.name}`,
  );
}

const all = instancesOf(definitions, []);

describe('alarms made from definitions', () => {
  it('are made once, with their tags and actions, composites after what they name', async () => {
    expect(await applied(all)).toEqual([
      'new cats/error-share',
      'new cats/queue-age',
      'new cats/api-unusable',
    ]);
    const made = vendor.stored.get('cats/queue-age');
    expect(Object.fromEntries(made?.tags ?? [])).toEqual({
      'catops:service': 'cats',
      'catops:alarm': 'queue-age',
      'catops:severity': 'sev1',
      'catops:runbook': 'queue-age',
      'catops:owner': 'api',
    });
    expect(made?.config).toMatchObject({ AlarmActions: [topic], OKActions: [topic] });
    const puts = () => vendor.requests.filter(({ route }) => /Put|Tag|Delete/.test(route)).length;
    const before = puts();
    const again = await applied(all);
    expect(again.every((step) => step.startsWith('same'))).toBe(true);
    expect(puts()).toBe(before);
  });

  it('are put back as defined when somebody changed them, and keep their state', async () => {
    await applied(all);
    vendor.become('cats/queue-age', 'ALARM', { value: 700 });
    const made = vendor.stored.get('cats/queue-age');
    if (made) made.config = { ...made.config, Threshold: 9999, ActionsEnabled: false };
    const plan = await planApply(maker(), { service: 'cats', instances: all }, quiet);
    expect(plan.steps.find(({ kind }) => kind === 'changed')).toMatchObject({
      differences: [
        { what: 'actions', from: 'off', to: 'on' },
        { what: 'threshold', from: 'GreaterThanThreshold 9999', to: 'GreaterThanThreshold 600' },
      ],
    });
    await applied(all);
    expect(made?.config).toMatchObject({ Threshold: 600, ActionsEnabled: true });
    expect(made?.state).toBe('ALARM');
  });

  it('get the tags of their new severity, which putting alone would not give them', async () => {
    await applied(all);
    await applied(
      instancesOf(
        definitions.map((each) =>
          each.name === 'queue-age' ? { ...each, severity: 'sev3' } : each,
        ),
        [],
      ),
    );
    const { tags, config } = vendor.stored.get('cats/queue-age') ?? {};
    expect(tags?.get('catops:severity')).toBe('sev3');
    // Nobody is to be called for one of these.
    expect(config).toMatchObject({ AlarmActions: [] });
  });

  it('are removed only when that is asked for, and nothing of anybody else ever is', async () => {
    await applied(all);
    vendor.has('cats/made-by-hand');
    vendor.has('dogs/queue-age', { AlarmDescription: 'made by catops for dogs' });
    const fewer = all.filter(({ name }) => name === 'queue-age');
    const steps = ['same cats/queue-age', 'gone cats/error-share', 'gone cats/api-unusable'];
    expect((await applied(fewer)).toSorted()).toEqual(steps.toSorted());
    expect(vendor.stored.has('cats/error-share')).toBe(true);
    expect((await applied(fewer, true)).toSorted()).toEqual(steps.toSorted());
    expect([...vendor.stored.keys()]).toEqual([
      'cats/queue-age',
      'cats/made-by-hand',
      'dogs/queue-age',
    ]);
  });

  it('leave an alarm alone that somebody else gave the same name', async () => {
    vendor.has('cats/queue-age', { Threshold: 5 });
    expect(await applied(all)).toContain('foreign cats/queue-age');
    expect(vendor.stored.get('cats/queue-age')?.config).toMatchObject({ Threshold: 5 });
  });

  it('are found over all pages, empty ones too', async () => {
    await applied(all);
    vendor.pageSize = 1;
    vendor.emptyPages = 1;
    expect((await applied(all)).map((step) => step.split(' ')[0])).toEqual([
      'same',
      'same',
      'same',
    ]);
  });

  it('stay made when a later one is refused, and are gone on with', async () => {
    vendor.refuse('AccessDeniedException', 'not allowed', /PutCompositeAlarm/);
    await expect(applied(all)).rejects.toMatchObject({ code: 'credential-refused' });
    vendor.refusal = null;
    expect(await applied(all)).toEqual([
      'same cats/error-share',
      'same cats/queue-age',
      'new cats/api-unusable',
    ]);
  });
});
