import { milestones } from '../../src/incidents/entry.js';
import type { Incident } from '../../src/incidents/incident.js';
import type { ShowOutcome } from '../../src/incidents/use-cases.js';
import { bothTimes, momentIn } from '../../src/platform/format-time.js';
import { printable } from '../../src/platform/terminal-text.js';
import type { Reply } from './command.js';
import { changeReply, headline, incidentJson, type Layout } from './incident-reply.js';
import { table } from './table.js';

/** Enough to see what changed last; the record has the rest. */
const mostCandidates = 8;

/** Everything an incident adds up to, without its timeline. */
export function showReply(shown: ShowOutcome, where: string, layout: Layout): Reply {
  const { incident, targets, warnings, problems, exit } = shown;
  return {
    exit,
    data: {
      schema: 'catops.incident/v1',
      ok: exit === 'ok',
      partial: exit === 'partial',
      incident: incidentJson(incident),
      targets,
      warnings,
      problems,
      where,
    },
    text: () => {
      const [, ...targetLines] = changeReply(shown, layout).text().split('\n');
      return [
        headline(incident),
        ...factsOf(incident, where, layout),
        ...targetLines,
        ...sectionsOf(incident, layout),
        ...problems.map((problem) => `! ${printable(problem)}`),
      ].join('\n');
    },
  };
}

function factsOf(incident: Incident, where: string, { zone }: Layout): string[] {
  const { openedAt, openedBy, summary, roles, key, updateDueAt, components } = incident;
  const people = Object.entries(roles).map(([role, person]) => `${role} ${person}`);
  const facts: readonly (readonly [string, string | null])[] = [
    ['Summary', summary],
    ['Opened', `${bothTimes(Date.parse(openedAt), zone)} by ${openedBy.id}`],
    ['Service', [incident.service, ...components].join(', ')],
    ['Roles', people.join(', ') || null],
    ['Key', key],
    ['Update due', updateDueAt && bothTimes(Date.parse(updateDueAt), zone)],
    ['Record', where],
  ];
  return facts.flatMap(([name, value]) =>
    value === null ? [] : [`${name.padEnd(11)} ${printable(value)}`],
  );
}

function sectionsOf(incident: Incident, layout: Layout): string[] {
  return [
    ...section('Milestones', milestoneLines(incident, layout)),
    ...section('Changes near the start: candidates, not causes', candidateLines(incident, layout)),
    ...section('Actions', actionLines(incident)),
    ...section(
      'Links',
      incident.links.map(({ title, url }) => `${title} ${url}`),
    ),
  ];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${printable(line)}`)];
}

function milestoneLines({ milestones: known }: Incident, { zone }: Layout): string[] {
  const rows = milestones.flatMap((name) => {
    const found = known[name];
    if (!found) return [];
    const about = found.precision === 'approx' ? '~' : '';
    return [[name, `${about}${bothTimes(Date.parse(found.at), zone)}`, found.text ?? '']];
  });
  if (rows.length === 0) return [];
  const [, ...lines] = table([{ title: '' }, { title: '' }, { title: '' }], rows).split('\n');
  return lines;
}

function candidateLines({ candidates }: Incident, { zone }: Layout): string[] {
  return candidates.flatMap(({ from, items, absent }) => {
    if (absent !== null) return [`${from}: ${absent}`];
    const shown = items
      .slice(0, mostCandidates)
      .map(({ at, ref, summary }) => `${momentIn(Date.parse(at), zone)}  ${ref}  ${summary}`);
    const more = items.length - shown.length;
    return more > 0 ? [...shown, `and ${more} more: --json has them all`] : shown;
  });
}

function actionLines({ actions }: Incident): string[] {
  return actions.map(({ id, text, owner, due, status, does }) =>
    [id, status, does, text, owner ?? 'nobody owns it', due ?? 'no date'].join(' · '),
  );
}
