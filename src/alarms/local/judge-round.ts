import type { MetricSample } from '../../contracts/metric-sample.js';
import type { AlarmState } from '../alarm.js';
import { type AlarmInstance, type CompositeInstance, pagesThrough } from '../instances.js';
import { judge } from './judge.js';
import { type AlarmRecord, changeState, type OwedChange, type StandingAlarm } from './record.js';

/** One time of judging. */
export interface Round {
  readonly instances: readonly AlarmInstance[];
  /** Enough of them for the longest alarm. */
  readonly samples: readonly MetricSample[];
  /** Until when all was judged at the round before, and until when now; milliseconds. */
  readonly after: number;
  readonly now: number;
  /** Why there is no API any more, where that is known: nobody waits for three periods then. */
  readonly ended: string | null;
}

/**
 * The record after every alarm was judged of which a period has ended since the round before. Alarms
 * that nobody defines any more are forgotten; new ones begin without data, as CloudWatch has it.
 */
export function judgeRound(record: AlarmRecord, round: Round): AlarmRecord {
  const alarms: Record<string, StandingAlarm> = {};
  const owed: OwedChange[] = [];
  const settle = (standing: StandingAlarm, next: NextState) => {
    const changed = changeState(standing, next.state, { at: iso(round.now), ...next });
    if (changed) owed.push({ change: changed.change, since: next.since });
    const { value, reason } = next;
    alarms[standing.alarm.name] = changed?.standing ?? {
      ...standing,
      alarm: { ...standing.alarm, value, reason },
    };
  };
  for (const instance of round.instances) {
    const standing = standingOf(record, instance, round);
    const next = nextOf(instance, standing, round, alarms);
    if (next) settle(standing, next);
    else alarms[instance.name] = standing;
  }
  return { ...record, alarms, owed: [...record.owed, ...owed] };
}

interface NextState {
  readonly state: AlarmState;
  readonly value: number | null;
  readonly reason: string;
  readonly since: string | null;
}

/** Null when there is nothing new to say of it. */
function nextOf(
  instance: AlarmInstance,
  standing: StandingAlarm,
  round: Round,
  alarms: Readonly<Record<string, StandingAlarm>>,
): NextState | null {
  if (instance.kind === 'composite') return composite(instance, alarms);
  if (round.ended !== null && instance.definition.measure === 'reachable') {
    return { state: 'ALARM', value: 0, reason: round.ended, since: iso(round.now) };
  }
  const length = instance.definition.periodSeconds * 1000;
  const end = Math.floor(round.now / length) * length;
  if (end <= round.after) return null;
  const { since, ...judged } = judge(instance, round.samples, end, standing.alarm.state);
  return { ...judged, since: since === null ? null : iso(since) };
}

/** In ALARM while any child is; without data only while none has any. */
function composite(
  { any }: CompositeInstance,
  alarms: Readonly<Record<string, StandingAlarm>>,
): NextState {
  const children = any.flatMap((name) => alarms[name]?.alarm ?? []);
  const firing = children.filter(({ state }) => state === 'ALARM');
  const nobody = children.every(({ state }) => state === 'INSUFFICIENT_DATA');
  const state = firing.length > 0 ? 'ALARM' : nobody ? 'INSUFFICIENT_DATA' : 'OK';
  const said = firing.map(({ name, reason }) => `${name}: ${reason}`).join(' · ');
  return {
    state,
    value: null,
    reason: said || `none of ${any.length} in ALARM`,
    since: null,
  };
}

function standingOf(record: AlarmRecord, instance: AlarmInstance, round: Round): StandingAlarm {
  const known = record.alarms[instance.name];
  const { definition } = instance;
  const through = pagesThrough(instance.name, round.instances) ?? instance;
  const { severity, runbook, summary, owner } = definition;
  const isMetric = instance.kind === 'metric';
  return {
    alarm: {
      name: instance.name,
      type: instance.kind,
      state: known?.alarm.state ?? 'INSUFFICIENT_DATA',
      since: known?.alarm.since ?? iso(round.now),
      reason: known?.alarm.reason ?? 'not judged yet',
      value: known?.alarm.value ?? null,
      threshold: isMetric ? instance.threshold : null,
      comparison: isMetric ? instance.definition.comparison : null,
      muted: false,
      severity,
      runbook,
      metric: isMetric ? instance.definition.measure : null,
      arn: null,
    },
    subject: isMetric ? { definition: instance.definition, route: instance.route } : null,
    pagesAs: through.definition.name,
    summary,
    owner,
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
