import type { Alarm } from '../alarms/alarm.js';
import type { AlarmDocument } from '../alarms/alarm-document.js';
import { type ApplyPlan, type ApplyStep, planApply } from '../alarms/apply/plan-apply.js';
import type { AlarmActions, AlarmMaker } from '../alarms/apply/ports.js';
import { lookAtAlarms } from '../alarms/follow/look-at-alarms.js';
import { instancesOf } from '../alarms/instances.js';
import type { AlarmSource } from '../alarms/ports.js';
import { CatopsError } from '../platform/errors.js';
import { bounded } from '../platform/vendor-failure.js';
import type { Checkup, Finding } from './finding.js';
import { clockFinding, findingsOf } from './vendor-findings.js';

export interface AlarmsCheckupDeps {
  readonly service: string;
  readonly source: AlarmSource;
  readonly maker: AlarmMaker;
  /** Topics that alarms page through; undefined where none is set. */
  readonly actions: AlarmActions | undefined;
  /** What the API declares. */
  document(): Promise<AlarmDocument>;
  readonly clock: { now(): number };
}

const timeoutMs = 30_000;
const apply = 'catops alarms apply';

/** Looks whether the alarms in the cloud are those that the API declares, and would call somebody. */
export function createAlarmsCheckup(deps: AlarmsCheckupDeps): Checkup {
  const area = deps.source.name;
  return {
    area,
    examine: async (outer) => {
      try {
        return await look(deps, bounded(outer, timeoutMs));
      } catch (error) {
        return [failed(area, error)];
      }
    },
  };
}

async function look(deps: AlarmsCheckupDeps, signal: AbortSignal): Promise<readonly Finding[]> {
  const { source, maker, service, clock } = deps;
  const make = findingsOf(source.name);
  let serverNow = '';
  const tellTime = (told: string) => {
    serverNow = told;
  };
  const standing = await lookAtAlarms(source, `${service}/`, tellTime, signal);
  const now = clock.now();
  const read = { kind: 'done', value: null, vendorTime: serverNow } as const;
  const { definitions, routes } = await deps.document();
  const instances = instancesOf(definitions, routes);
  const plan = await planApply(maker, { service, instances }, signal);
  const made = new Set(
    plan.steps.flatMap((step) => (step.kind === 'gone' ? [] : step.wanted.name)),
  );
  const ours = standing.filter(({ name }) => made.has(name));
  return [
    make.ok('credentials', 'They are taken, and may read alarms.'),
    ...clockFinding(make, [read], now),
    ...appliedFindings(make, plan),
    ...actionFindings(make, deps, ours),
    ...dataFindings(make, ours),
  ];
}

type Make = ReturnType<typeof findingsOf>;

function appliedFindings(make: Make, { steps }: ApplyPlan): Finding[] {
  const check = 'alarms';
  const names = (kind: ApplyStep['kind']) =>
    steps.flatMap((step) =>
      step.kind === kind ? [step.kind === 'gone' ? step.made.name : step.wanted.name] : [],
    );
  const [missing, changed, gone, foreign] = [
    ...[names('new'), names('changed'), names('gone'), names('foreign')],
  ] as const;
  const wanted = steps.length - gone.length;
  const found = [
    missing.length > 0 &&
      make.broken(check, `${listed(missing)} of ${wanted} are not there.`, apply),
    changed.length > 0 &&
      make.warning(check, `${listed(changed)} are not as they are declared.`, `${apply} --dry-run`),
    foreign.length > 0 &&
      make.broken(
        check,
        `${listed(foreign)} were made by somebody else, and are not what the API declares.`,
        'rename or delete them, then catops alarms apply',
      ),
    gone.length > 0 &&
      make.warning(check, `${listed(gone)} are no longer declared.`, `${apply} --prune`),
  ].flatMap((finding) => finding || []);
  return found.length > 0 ? found : [make.ok(check, `All ${wanted} are as the API declares them.`)];
}

function actionFindings(
  make: Make,
  { actions }: AlarmsCheckupDeps,
  ours: readonly Alarm[],
): Finding[] {
  const check = 'pages';
  if (actions === undefined) {
    const mend = 'set CATOPS_ALARM_ACTIONS to the topic that pages, then catops alarms apply';
    return [make.broken(check, 'No topic is set: alarms made by catops call nobody.', mend)];
  }
  const muted = ours.filter((alarm) => alarm.muted).map(({ name }) => name);
  if (muted.length === 0)
    return [make.ok(check, 'No alarm is muted. Whether one arrives: catops alarms test.')];
  const mend = 'end the mute rule, or catops alarms apply where actions were switched off';
  return [make.warning(check, `${listed(muted)} are muted and call nobody.`, mend)];
}

/** Alarms of which most have no data are alarms of metrics that nobody publishes. */
function dataFindings(make: Make, ours: readonly Alarm[]): Finding[] {
  const check = 'metrics';
  const judged = ours.filter(({ type }) => type === 'metric');
  const blind = judged.filter(({ state }) => state === 'INSUFFICIENT_DATA');
  if (judged.length === 0) return [];
  if (blind.length * 2 <= judged.length)
    return [make.ok(check, `${judged.length - blind.length} of ${judged.length} have data.`)];
  const says = `${blind.length} of ${judged.length} have no data: is anything published?`;
  return [make.warning(check, says, 'set CATOPS_EMF where the API runs, and collect its output')];
}

/** `cats/a, cats/b and 12 more (14)`. */
function listed(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}

function failed(area: string, error: unknown): Finding {
  const make = findingsOf(area);
  if (!(error instanceof CatopsError))
    return make.broken('credentials', `${area} did not answer in time.`, 'try again');
  return make.broken('credentials', error.message, error.hint ?? 'try again');
}
