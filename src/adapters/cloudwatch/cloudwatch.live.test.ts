import { expect, it } from 'vitest';
import { applyPlan } from '../../alarms/apply/apply-plan.js';
import { planApply } from '../../alarms/apply/plan-apply.js';
import { instancesOf } from '../../alarms/instances.js';
import { standingAlarms } from '../../alarms/standing-alarms.js';
import type { AlarmDefinition } from '../../contracts/alarm-definition.js';
import { systemClock } from '../../platform/node-host.js';
import { live } from '../../testing/live.js';
import { createCloudWatchMaker } from './alarm-maker.js';
import { createCloudWatchAlarms } from './alarm-source.js';

const quiet = new AbortController().signal;
const service = 'catops-live-test';
const shared = { summary: 'A test.', severity: 'sev4', owner: 'test', runbook: 'none' } as const;
const definitions: readonly AlarmDefinition[] = [
  {
    ...{ kind: 'metric', name: 'share', ...shared, measure: 'error-share', of: 'service' },
    ...{ comparison: 'above', threshold: 0.5, missingData: 'notBreaching', minimumRequests: 10 },
    ...{ periodSeconds: 60, evaluationPeriods: 3, datapointsToAlarm: 2 },
  },
  { kind: 'composite', name: 'all', ...shared, any: ['share'] },
];

// Makes two alarms that call nobody, and removes them: some cents at most.
live('CloudWatch itself', ['AWS_REGION'], () => {
  it('takes the alarms, finds them as they were made, and lets go of them', async () => {
    const maker = createCloudWatchMaker({ service, actions: {} });
    const source = createCloudWatchAlarms({ clock: systemClock });
    const none = () => undefined;
    const options = { prune: true, clock: systemClock, onStep: none, onWait: none };
    const run = async (wanted: readonly AlarmDefinition[]) => {
      const instances = instancesOf(wanted, []);
      const plan = await planApply(maker, { service, instances }, quiet);
      await applyPlan(maker, plan, options, quiet);
      return plan.steps.map(({ kind }) => kind);
    };
    try {
      await run(definitions);
      expect(await run(definitions)).toEqual(['same', 'same']);
      const every = { prefix: `${service}/`, types: [], name: null, states: [] };
      const standing = await standingAlarms(source, every, quiet);
      expect(standing.map(({ type }) => type).sort()).toEqual(['composite', 'metric']);
    } finally {
      await run([]);
    }
  });
});
