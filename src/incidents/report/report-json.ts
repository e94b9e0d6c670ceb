import type { Report } from './report.js';

/**
 * The report as data: `"schema": "catops.incident-report/v1"`. Times are ISO 8601 in UTC; `sections`
 * are the human parts in Markdown, as they stand.
 */
export function reportJson(report: Report, sections: ReadonlyMap<string, string>): unknown {
  const { incident, zone, timeline, metrics, actions, roster, candidates } = report;
  return {
    schema: 'catops.incident-report/v1',
    id: incident.id,
    title: incident.title,
    service: incident.service,
    components: incident.components,
    severity: incident.severity,
    severityHistory: incident.severityHistory.map(({ from, to, at, reason }) => ({
      from,
      to,
      at,
      reason,
    })),
    state: incident.state,
    nature: incident.nature,
    openedAt: incident.openedAt,
    zone: zone.name,
    roster,
    links: incident.links,
    sections: Object.fromEntries(sections),
    metrics,
    timeline: {
      header: timeline.header,
      footnotes: timeline.footnotes,
      rows: timeline.rows.map(({ at, ...row }) => ({ ...row, at: new Date(at).toISOString() })),
    },
    actions,
    discrepancies: report.discrepancies.map(({ about, accounts }) => ({ about, accounts })),
    updates: report.updates.map(({ occurredAt: at, status, visibility, text }) => ({
      at,
      status,
      visibility,
      text,
    })),
    candidates,
    commands: report.commands.map(({ occurredAt: at, argv, exitCode, signal, durationMs }) => ({
      at,
      argv,
      exitCode,
      signal,
      durationMs,
    })),
    attachments: report.attachments.map(({ name, bytes, sha256 }) => ({ name, bytes, sha256 })),
    deliveries: report.deliveries.map(
      ({ recordedAt: at, target, op, result, remote, attempts, error }) => ({
        at,
        target,
        op,
        result,
        remote,
        attempts,
        error,
      }),
    ),
  };
}
