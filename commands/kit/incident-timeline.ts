import { importTimeline } from '../../src/incidents/import-timeline.js';
import { showIncident } from '../../src/incidents/show-incident.js';
import { timelineLines } from '../../src/incidents/timeline/timeline-text.js';
import { type TimelineView, timelineOf } from '../../src/incidents/timeline/view.js';
import type { ImportInput, ImportOutcome } from '../../src/incidents/use-cases.js';
import { printable } from '../../src/platform/terminal-text.js';
import { cellWidth } from '../../src/presentation/cells.js';
import type { Reply } from './command.js';
import { type IncidentInvocation, openContext, rehearsed, runShown } from './incident-change.js';
import { headline } from './incident-reply.js';
import { tableWidthOf } from './terminal.js';

/** What is shown of a timeline, and from where it is completed first. */
export interface TimelineAsked {
  readonly from: ImportInput['from'] | undefined;
  readonly everything: boolean;
  readonly withReplaced: boolean;
  readonly withIds: boolean;
}

/** A line of the timeline in as many as it needs, the text under the text. */
function wrapped(line: string, width: number): string[] {
  if (cellWidth(line) <= width) return [line];
  const times = /^~?\d\d:\d\d.*? UTC {2}/.exec(line)?.[0] ?? '';
  const lines = [times];
  for (const word of line.slice(times.length).split(' ')) {
    const last = lines.at(-1) ?? '';
    const isFirst = last.length <= times.length;
    if (!isFirst && cellWidth(last) + 1 + cellWidth(word) > width) {
      lines.push(`${' '.repeat(times.length)}${word}`);
    } else lines[lines.length - 1] = isFirst ? `${last}${word}` : `${last} ${word}`;
  }
  return lines;
}

/** Completes the timeline where asked to, then shows it. */
export async function showTimeline(
  invocation: IncidentInvocation,
  reference: string | undefined,
  { from, withIds, ...options }: TimelineAsked,
): Promise<Reply> {
  const context = await openContext(invocation);
  const id = await context.find(reference);
  const { deps, zone } = context;
  if (from && invocation.dryRun) {
    return rehearsed(invocation, context, importTimeline, { id, from });
  }
  const imported = from && (await runShown(invocation, context, importTimeline, { id, from }));
  const { incident, problems } = await showIncident(deps, id);
  const view = timelineOf(incident, { zone, naming: 'people', ...options });
  const shown = options.withReplaced ? incident.history : incident.entries;
  return {
    exit: imported?.exit ?? 'ok',
    data: {
      schema: 'catops.timeline/v1',
      id,
      zone: zone.name,
      imported: imported ? { added: imported.added, known: imported.known } : null,
      rows: view.rows.map((row) => ({ ...row, at: new Date(row.at).toISOString() })),
      entries: shown,
      footnotes: view.footnotes,
      problems,
    },
    text: () =>
      [
        headline(incident),
        ...importLines(imported),
        ...timelineLines(view).flatMap((line) =>
          wrapped(line, tableWidthOf(invocation.host.stdout)),
        ),
        ...(withIds ? idLines(view) : []),
        ...problems.map((problem) => `! ${printable(problem)}`),
      ].join('\n'),
  };
}

function importLines(imported: ImportOutcome | undefined): string[] {
  if (!imported) return [];
  const { added, known, warnings } = imported;
  const count = `Imported ${added}; ${known} were there already.`;
  return [count, ...warnings.map((line) => `! ${printable(line)}`)];
}

function idLines({ rows }: TimelineView): string[] {
  return ['', 'Ids, for --replaces', ...rows.map(({ id, what }) => `${id}  ${printable(what)}`)];
}
