import type { AlarmSeverity } from '../../src/alarms/alarm.js';
import { applyPlan } from '../../src/alarms/apply/apply-plan.js';
import { type ApplyPlan, type ApplyStep, planApply } from '../../src/alarms/apply/plan-apply.js';
import type { AlarmActions } from '../../src/alarms/apply/ports.js';
import { type AlarmInstance, instancesOf } from '../../src/alarms/instances.js';
import { CatopsError } from '../../src/platform/errors.js';
import type { Host } from '../../src/platform/host.js';
import { printable } from '../../src/platform/terminal-text.js';
import { applyJson, stepLines, summaryOf } from './alarm-apply-text.js';
import type { Reply } from './command.js';
import { confirmed } from './preview.js';
import type { Wiring } from './wiring.js';

interface ApplyInvocation {
  readonly host: Host;
  readonly wiring: Wiring;
  readonly dryRun: boolean;
  say(line: string): void;
}

interface ApplyFlags {
  readonly from: string | undefined;
  readonly prune: boolean;
  readonly noPage: boolean;
  readonly yes: boolean;
  readonly noInput: boolean;
}

/** How many alarms are made between two lines of progress. */
const progressEvery = 20;

/** `alarms apply`: plans, shows the plan, and does it when somebody agrees. */
export async function applyAlarms(
  { host, wiring, dryRun, say }: ApplyInvocation,
  flags: ApplyFlags,
): Promise<Reply> {
  const { service, alarmActions } = wiring.settings();
  const maker = await wiring.alarmMaker();
  const { definitions, routes } = await wiring.alarmDocument(flags.from);
  const instances = instancesOf(definitions, routes);
  const plan = await planApply(maker, { service, instances }, host.signal);
  const due = dueIn(plan, flags.prune);
  const notes = notesOf(plan, { instances, actions: alarmActions, prune: flags.prune });
  const lines = [...stepLines(plan.steps, flags.prune), ...notes];
  const summary = summaryOf(plan, flags.prune);
  if (dryRun)
    return {
      exit: 'ok',
      data: applyJson(plan, { dryRun, notes, put: [], removed: [] }),
      text: () => [summary, ...lines].map(printable).join('\n'),
    };
  if (due > 0) {
    if (alarmActions === undefined && !flags.noPage) throw callsNobody();
    const preview = { summary, wakes: [], requests: [], notes: lines };
    const argv = ['catops', ...host.argv, '--yes'];
    const stopped = await confirmed(host, preview, { ...flags, argv });
    if (stopped) return stopped;
  }
  let done = 0;
  const applied = await applyPlan(
    maker,
    plan,
    {
      ...{ prune: flags.prune, clock: host.clock },
      onStep: () => {
        done += 1;
        if (done % progressEvery === 0) say(`${done} of ${due} done`);
      },
      onWait: (ms) => say(`${plan.place} is asked too often: going on in ${ms / 1000} s.`),
    },
    host.signal,
  );
  const foreign = plan.steps.some(({ kind }) => kind === 'foreign');
  const { put, removed } = applied;
  return {
    exit: foreign ? 'partial' : 'ok',
    data: applyJson(plan, { dryRun, notes, ...applied }),
    text: () =>
      [
        due === 0
          ? `Every alarm is in ${plan.place} as it is defined.`
          : `${put.length} made or changed, ${removed.length} removed in ${plan.place}.`,
        ...notes,
      ]
        .map(printable)
        .join('\n'),
  };
}

function dueIn({ steps }: ApplyPlan, prune: boolean): number {
  const kinds: readonly ApplyStep['kind'][] = prune
    ? ['new', 'changed', 'gone']
    : ['new', 'changed'];
  return steps.filter(({ kind }) => kinds.includes(kind)).length;
}

function callsNobody(): CatopsError {
  return new CatopsError('config-invalid', 'These alarms would call nobody: no topic is set.', {
    hint: 'set CATOPS_ALARM_ACTIONS to the ARN of the SNS topic that pages, or --no-page',
  });
}

interface Circumstances {
  readonly instances: readonly AlarmInstance[];
  readonly actions: AlarmActions | undefined;
  readonly prune: boolean;
}

/** What a person should know before they agree, one sentence each. */
function notesOf(plan: ApplyPlan, { instances, actions, prune }: Circumstances): string[] {
  const severities = new Set(instances.map(({ definition }) => definition.severity));
  const silent = [...severities]
    .filter((severity: AlarmSeverity) => actions?.[severity] === undefined)
    .sort();
  const gone = plan.steps.filter(({ kind }) => kind === 'gone').length;
  return [
    ...(silent.length > 0
      ? [`! No topic is set for ${silent.join(', ')}: such alarms call nobody.`]
      : []),
    ...plan.steps.flatMap((step) =>
      step.kind === 'foreign'
        ? [`! ${step.wanted.name} is there, and catops did not make it: it is left alone.`]
        : [],
    ),
    ...(gone > 0 && !prune ? [`! ${gone} no longer defined are kept: --prune removes them.`] : []),
  ];
}
