import type { Entry, Incident } from '../incident.js';
import type { Metric, MetricPoint, MetricValue } from './metrics.js';

type MilestoneEntry = Entry<'milestone'>;

/** A stretch of time in which users felt it; `to` is null while it goes on. */
export interface ImpactWindow {
  readonly from: MetricPoint;
  readonly to: MetricPoint | null;
}

/**
 * The windows of impact, from each `impact-started` to the `recovered` after it. A start that
 * follows a start without a recovery between them corrects it: the one recorded last counts.
 */
export function impactWindows(incident: Incident): readonly ImpactWindow[] {
  const windows: { from: MilestoneEntry; to: MilestoneEntry | null }[] = [];
  const ordered = incident.entries
    .filter((entry): entry is MilestoneEntry => entry.kind === 'milestone')
    .filter(({ name }) => name === 'impact-started' || name === 'recovered')
    .sort((a, b) => Date.parse(a.occurredAt) - Date.parse(b.occurredAt) || a.seq - b.seq);
  for (const entry of ordered) {
    const last = windows.at(-1);
    if (entry.name === 'recovered') {
      if (last && (!last.to || last.to.seq < entry.seq)) last.to = entry;
    } else if (last && !last.to) {
      if (last.from.seq < entry.seq) last.from = entry;
    } else {
      windows.push({ from: entry, to: null });
    }
  }
  return windows.map(({ from, to }) => ({ from: point(from), to: to && point(to) }));
}

function point(entry: MilestoneEntry): MetricPoint {
  const { name, occurredAt: at, precision, source } = entry;
  return { name, at, approx: precision === 'approx', source };
}

/** How long users felt it: the sum of the windows of impact. */
export function impactOf(incident: Incident): Metric {
  const windows = impactWindows(incident);
  return {
    name: 'impact',
    short: 'Impact',
    formula: 'sum of (recovered − impact-started)',
    from: windows[0]?.from ?? null,
    to: windows.at(-1)?.to ?? null,
    value: sumOf(windows),
  };
}

function sumOf(windows: readonly ImpactWindow[]): MetricValue {
  if (windows.length === 0) return { kind: 'missing', why: 'no impact-started' };
  let ms = 0;
  for (const { from, to } of windows) {
    if (!to) return { kind: 'missing', why: `no recovered after ${from.at}` };
    ms += Date.parse(to.at) - Date.parse(from.at);
  }
  const approx = windows.some(({ from, to }) => from.approx || to?.approx === true);
  return { kind: 'length', ms, approx };
}
