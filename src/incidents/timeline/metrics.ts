import type { Incident, Milestone, MilestoneName } from '../incident.js';
import { impactOf } from './impact.js';

/** A milestone as a figure uses it: its name, time and what says so. */
export interface MetricPoint {
  readonly name: MilestoneName;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly approx: boolean;
  /** Where the time comes from: `cli`, `on-call`, `import` … */
  readonly source: string;
}

/** What became of a figure: a length of time, nothing to say, or two times that cannot both be. */
export type MetricValue =
  | { readonly kind: 'length'; readonly ms: number; readonly approx: boolean }
  | { readonly kind: 'missing'; readonly why: string }
  | { readonly kind: 'refused'; readonly why: string };

export const metricNames = [
  'time-to-detect',
  'time-to-declare',
  'time-to-page',
  'time-to-acknowledge',
  'time-to-mitigate',
  'time-to-recover',
  'time-to-resolve',
  'response-duration',
  'impact',
] as const;
export type MetricName = (typeof metricNames)[number];

/** One figure of an incident, with the formula and both times it was made from. */
export interface Metric {
  readonly name: MetricName;
  /** `TTD`, for the column of a table. */
  readonly short: string;
  /** `detected − impact-started`. */
  readonly formula: string;
  readonly from: MetricPoint | null;
  readonly to: MetricPoint | null;
  readonly value: MetricValue;
}

const definitions: readonly {
  readonly name: Exclude<MetricName, 'impact'>;
  readonly short: string;
  readonly from: MilestoneName;
  readonly to: MilestoneName;
}[] = [
  { name: 'time-to-detect', short: 'TTD', from: 'impact-started', to: 'detected' },
  { name: 'time-to-declare', short: 'TTDeclare', from: 'detected', to: 'declared' },
  { name: 'time-to-page', short: 'TTPage', from: 'declared', to: 'paged' },
  { name: 'time-to-acknowledge', short: 'TTA', from: 'paged', to: 'acknowledged' },
  { name: 'time-to-mitigate', short: 'TTM', from: 'impact-started', to: 'mitigated' },
  { name: 'time-to-recover', short: 'TTRec', from: 'impact-started', to: 'recovered' },
  { name: 'time-to-resolve', short: 'TTR', from: 'impact-started', to: 'resolved' },
  { name: 'response-duration', short: 'Response', from: 'declared', to: 'resolved' },
];

/** Every figure of the incident, in a fixed order; what is not known is missing, never 0. */
export function metricsOf(incident: Incident): readonly Metric[] {
  const human = acknowledgedByPerson(incident);
  const known = { ...incident.milestones, acknowledged: human, declared: declared(incident) };
  const paired = definitions.map(({ name, short, from, to }): Metric => {
    const start = known[from];
    const end = known[to];
    const against = name === 'time-to-acknowledge' ? unacknowledged(incident, human) : undefined;
    return {
      name,
      short,
      formula: `${to} − ${from}`,
      from: start ? point(from, start) : null,
      to: end ? point(to, end) : null,
      value: against ?? between([from, start], [to, end]),
    };
  });
  return [...paired, impactOf(incident)];
}

function point(name: MilestoneName, { at, precision, source }: Milestone): MetricPoint {
  return { name, at, approx: precision === 'approx', source };
}

/** Writing an old incident down is no declaration, unless somebody says when that was. */
function declared({ nature, entries, milestones }: Incident): Milestone | undefined {
  const said = entries.some((entry) => entry.kind === 'milestone' && entry.name === 'declared');
  return nature === 'backfilled' && !said ? undefined : milestones.declared;
}

/**
 * The acknowledgement that counts: a person's. A tool that acknowledges or resolves has woken
 * nobody. What the on-call vendor tells is a person's by the contract of that port, whoever wrote
 * the entry.
 */
function acknowledgedByPerson({ entries, milestones }: Incident): Milestone | undefined {
  const said = milestones.acknowledged;
  const explicit = entries.some(
    (entry) => entry.kind === 'milestone' && entry.name === 'acknowledged',
  );
  if (explicit || !said) return said?.actor.kind === 'person' ? said : undefined;
  const entry = entries.find(
    (one) => one.kind === 'acknowledged' && (one.via === 'on-call' || one.actor.kind === 'person'),
  );
  if (!entry) return undefined;
  const { occurredAt: at, precision, tz, source, actor } = entry;
  return { at, precision, tz, source, actor, text: null };
}

function unacknowledged(
  { nature, milestones }: Incident,
  human: Milestone | undefined,
): MetricValue | undefined {
  if (nature === 'backfilled') {
    return { kind: 'missing', why: 'recorded afterwards: catops paged nobody' };
  }
  if (milestones.acknowledged && !human) {
    return { kind: 'missing', why: 'acknowledged by a tool, not by a person' };
  }
  return undefined;
}

type Named = readonly [MilestoneName, Milestone | undefined];

function between([fromName, from]: Named, [toName, to]: Named): MetricValue {
  const absent = [from ? [] : [fromName], to ? [] : [toName]].flat();
  if (!from || !to) return { kind: 'missing', why: `no ${absent.join(', no ')}` };
  const ms = Date.parse(to.at) - Date.parse(from.at);
  if (ms < 0) {
    const why = `${toName} (${to.at}) is before ${fromName} (${from.at})`;
    return { kind: 'refused', why };
  }
  const approx = from.precision === 'approx' || to.precision === 'approx';
  return { kind: 'length', ms, approx };
}
