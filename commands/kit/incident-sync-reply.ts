import type { SyncOutcome } from '../../src/incidents/use-cases.js';
import { printable } from '../../src/platform/terminal-text.js';
import type { Reply } from './command.js';
import { changeReply, incidentJson, type Layout } from './incident-reply.js';

/** What a sync delivered, and how every incident it touched stands. */
export function syncReply(outcome: SyncOutcome, layout: Layout): Reply {
  const { exit, incidents, delivered, queued, dead, warnings } = outcome;
  return {
    exit,
    data: {
      schema: 'catops.sync/v1',
      ok: exit === 'ok',
      delivered,
      queued,
      dead,
      warnings,
      incidents: incidents.map(({ incident, targets }) => ({
        incident: incidentJson(incident),
        targets,
      })),
    },
    text: () => {
      if (delivered + queued + dead === 0) return 'Nothing is queued.';
      return [
        `Delivered ${delivered}, still queued ${queued}, given up ${dead}.`,
        ...incidents.map((each) => `\n${changeReply(each, layout).text()}`),
        ...warnings.map((line) => `! ${printable(line)}`),
      ].join('\n');
    },
  };
}
