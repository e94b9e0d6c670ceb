import type { Zone } from '../../platform/zone.js';
import { of } from '../fold.js';
import type { ActionItem, Entry, Incident, StatementSection } from '../incident.js';
import { type MetricRow, metricRow } from '../timeline/metric-text.js';
import { metricsOf } from '../timeline/metrics.js';
import { type TimelineView, timelineOf } from '../timeline/view.js';

/** Everything a report is made of, before any form: all text plain, nothing escaped yet. */
export interface Report {
  readonly incident: Incident;
  readonly zone: Zone;
  readonly timeline: TimelineView;
  readonly metrics: readonly MetricRow[];
  readonly actions: readonly ActionItem[];
  /** Who had which role; empty when persons are not to be named. */
  readonly roster: readonly { readonly role: string; readonly person: string }[];
  readonly updates: readonly Entry<'update'>[];
  readonly discrepancies: readonly Entry<'discrepancy'>[];
  readonly candidates: Incident['candidates'];
  readonly commands: readonly Entry<'command'>[];
  readonly deliveries: readonly Entry<'delivery'>[];
  readonly attachments: readonly Entry<'attachment'>[];
  /** What people said for the report, by section, in the order recorded. */
  readonly statements: ReadonlyMap<StatementSection, readonly Entry<'statement'>[]>;
}

export interface ReportOptions {
  readonly zone: Zone;
  /** Drops the list of who had which role; the rest of a report names roles anyway. */
  readonly anonymous?: boolean;
}

/** Gathers a report, linear in the entries. Pure: the same incident, the same report. */
export function buildReport(incident: Incident, { zone, anonymous }: ReportOptions): Report {
  const found = gather(incident.entries);
  const roster = anonymous ? [] : Object.entries(incident.roles);
  return {
    incident,
    zone,
    timeline: timelineOf(incident, { zone, naming: 'roles' }),
    metrics: metricsOf(incident).map((metric) => metricRow(metric, zone)),
    actions: incident.actions.filter(({ status }) => status !== 'dropped'),
    roster: roster.map(([role, person]) => ({ role, person })),
    candidates: incident.candidates,
    ...found,
  };
}

function gather(entries: readonly Entry[]) {
  const statements = new Map<StatementSection, Entry<'statement'>[]>();
  for (const entry of of(entries, 'statement')) {
    const said = statements.get(entry.section);
    if (said) said.push(entry);
    else statements.set(entry.section, [entry]);
  }
  return {
    updates: of(entries, 'update'),
    discrepancies: of(entries, 'discrepancy'),
    commands: of(entries, 'command'),
    deliveries: of(entries, 'delivery'),
    attachments: of(entries, 'attachment'),
    statements,
  };
}
