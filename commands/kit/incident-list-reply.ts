import type { IncidentSummary } from '../../src/incidents/incident.js';
import type { ListOutcome } from '../../src/incidents/use-cases.js';
import { momentIn } from '../../src/platform/format-time.js';
import { printable } from '../../src/platform/terminal-text.js';
import type { Reply } from './command.js';
import { dueLines, type Layout } from './incident-reply.js';
import { type Column, table } from './table.js';

const columns: readonly Column[] = [
  { title: 'INCIDENT' },
  { title: 'SEV' },
  { title: 'STATE' },
  { title: 'OPENED' },
  { title: 'TITLE', flexible: true },
];

/** Incidents as a table; below it what is due and what is queued. */
export function listReply({ incidents, more }: ListOutcome, layout: Layout): Reply {
  return {
    exit: 'ok',
    data: { schema: 'catops.incidents/v1', incidents, more },
    text: () => {
      if (incidents.length === 0)
        return 'No incident is open. All of them: catops incident list --all';
      const rows = incidents.map(({ id, severity, state, openedAt, title, nature }) => [
        id,
        severity,
        state,
        momentIn(Date.parse(openedAt), layout.zone),
        printable(nature === 'real' ? title : `(${nature}) ${title}`),
      ]);
      return [
        table(columns, rows, layout.width),
        ...(more ? ['There are more: raise --limit.'] : []),
        ...incidents.flatMap((incident) => remindersOf(incident, layout)),
      ].join('\n');
    },
  };
}

function remindersOf(incident: IncidentSummary, layout: Layout) {
  const { id, queued } = incident;
  return [
    ...dueLines(incident, layout).map((line) => `! ${line}`),
    ...(queued > 0 ? [`! ${id}: ${queued} deliveries are queued: catops incident sync`] : []),
  ];
}
