import type { AlarmInstance } from '../instances.js';
import type { AlarmMaker, Facts, MadeAlarm, WantedAlarm } from './ports.js';

/** One property of an alarm that is not as its definition says. */
export interface Difference {
  readonly what: string;
  readonly from: string | null;
  readonly to: string | null;
}

/** What is to be done about one alarm. */
export type ApplyStep =
  | { readonly kind: 'new'; readonly wanted: WantedAlarm }
  | {
      readonly kind: 'changed';
      readonly wanted: WantedAlarm;
      readonly differences: readonly Difference[];
    }
  | { readonly kind: 'same'; readonly wanted: WantedAlarm }
  /** Made by catops for this service, and no definition speaks of it any more. */
  | { readonly kind: 'gone'; readonly made: MadeAlarm }
  /** Bears the name of an alarm that is wanted, and somebody else made it: it is never touched. */
  | { readonly kind: 'foreign'; readonly wanted: WantedAlarm; readonly made: MadeAlarm };

/** What `catops alarms apply` would do. Reading it changes nothing. */
export interface ApplyPlan {
  readonly place: string;
  readonly steps: readonly ApplyStep[];
}

/** Compares the alarms that are there with those that the definitions want. */
export async function planApply(
  maker: AlarmMaker,
  {
    service,
    instances,
  }: { readonly service: string; readonly instances: readonly AlarmInstance[] },
  signal: AbortSignal,
): Promise<ApplyPlan> {
  const wanted = maker.wanted(instances);
  const made = new Map((await maker.made(signal)).map((alarm) => [alarm.name, alarm]));
  const names = new Set(wanted.map(({ name }) => name));
  const gone = [...made.values()].filter(
    (alarm) => alarm.madeFor === service && !names.has(alarm.name),
  );
  return {
    place: maker.place,
    steps: [
      ...wanted.map((alarm) => stepFor(alarm, made.get(alarm.name), service)),
      ...gone.map((alarm): ApplyStep => ({ kind: 'gone', made: alarm })),
    ],
  };
}

function stepFor(wanted: WantedAlarm, made: MadeAlarm | undefined, service: string): ApplyStep {
  if (!made) return { kind: 'new', wanted };
  // An alarm keeps its type for life, so one of another type cannot be made ours either.
  if (made.madeFor !== service || made.kind !== wanted.instance.kind)
    return { kind: 'foreign', wanted, made };
  const differences = differencesBetween(made.facts, wanted.facts);
  return differences.length === 0
    ? { kind: 'same', wanted }
    : { kind: 'changed', wanted, differences };
}

function differencesBetween(from: Facts, to: Facts): readonly Difference[] {
  const whats = [...new Set([...Object.keys(to), ...Object.keys(from)])];
  return whats
    .filter((what) => from[what] !== to[what])
    .map((what) => ({ what, from: from[what] ?? null, to: to[what] ?? null }));
}
