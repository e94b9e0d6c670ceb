import { bothTimes } from '../../platform/format-time.js';
import { printable } from '../../platform/terminal-text.js';
import type { Block, Cell } from '../../presentation/blocks.js';
import type { Entry, StatementSection } from '../incident.js';
import type { TimelineRow } from '../timeline/view.js';
import type { HumanBlock, ReportBlock } from './blocks.js';
import type { Report } from './report.js';
import { appendix } from './report-appendix.js';

/** A report as parts in the order people read them: what happened first, the logs last. */
export function reportBlocks(report: Report): readonly ReportBlock[] {
  return [
    ...header(report),
    heading('Summary'),
    human(report, 'summary'),
    heading('Impact'),
    human(report, 'impact'),
    heading('Detection'),
    human(report, 'detection'),
    ...figures(report),
    ...timeline(report),
    heading('Root cause'),
    human(report, 'root-cause'),
    heading('Trigger', 3),
    human(report, 'trigger'),
    heading('Contributing conditions', 3),
    human(report, 'condition'),
    heading('Resolution'),
    human(report, 'resolution'),
    heading('Future prevention'),
    human(report, 'prevention'),
    ...actions(report),
    heading('Lessons'),
    heading('What helped', 3),
    human(report, 'helped'),
    heading('What hindered', 3),
    human(report, 'hindered'),
    heading('Where we were lucky', 3),
    human(report, 'luck'),
    heading('What we learnt', 3),
    human(report, 'lesson'),
    ...appendix(report),
  ];
}

/** A heading of the second level, or below it. */
export function heading(text: string, level: 2 | 3 = 2): Block {
  return { kind: 'heading', level, text };
}

function header({ incident, zone, roster }: Report): Block[] {
  const opened = bothTimes(Date.parse(incident.openedAt), zone);
  const severity = incident.severityHistory.flatMap(({ from, to }) =>
    from === null ? [to] : ['→', to],
  );
  const people = roster.map(({ role, person }) => `${role}: ${person}`).join(', ');
  const natures = {
    real: '',
    practice: 'A practice run: nothing of this happened to users.',
    backfilled: 'Recorded after the event.',
  };
  return [
    { kind: 'title', text: `Incident report: ${incident.title}` },
    {
      kind: 'list',
      items: [
        `Incident: ${incident.id}`,
        `Service: ${[incident.service, ...incident.components].join(', ')}`,
        `Severity: ${severity.join(' ')}`,
        `State: ${incident.state}`,
        `Record opened: ${opened}`,
        people === '' ? [] : `Roles: ${people}`,
        incident.links.map(({ title, url }) => ({ text: title, url })),
      ].flat(2),
    },
    ...(natures[incident.nature] ? [paragraph(natures[incident.nature])] : []),
  ];
}

function paragraph(text: string): Block {
  return { kind: 'paragraph', text };
}

const prompts: Readonly<Record<StatementSection, string>> = {
  summary: 'two or three plain sentences: what broke, who felt it, for how long, what stopped it',
  impact:
    'requests, users, regions and routes, each with its number and where it comes from; "unknown" is an answer',
  detection: 'what told us, and what would have told us sooner',
  'root-cause': 'a property of the system, more than one if there are more',
  trigger: 'what set it off, apart from why it could',
  condition: 'technical, of our way of working, long there: each one by itself',
  resolution: 'what was tried, also what did not help, what ended it, and which risk is left',
  prevention: 'what will be different, with an action for each',
  helped: 'what made it shorter or smaller',
  hindered: 'what made it longer or larger',
  luck: 'what could have been worse, and was not by chance',
  lesson: 'what somebody else should know',
};

function human({ statements }: Report, section: StatementSection): HumanBlock {
  const said = (statements.get(section) ?? []).map(statementLine);
  return { kind: 'human', section, body: said.join('\n') || `TODO: ${prompts[section]}.` };
}

// A statement is Markdown by intent; of HTML, and with it of our own markers, nothing may remain.
function statementLine({ text, evidence }: Entry<'statement'>): string {
  const sources = evidence.map(({ title, url }) => (url ? `${title}, ${url}` : title)).join('; ');
  const line = `- ${text.trim()}${sources === '' ? '' : ` (evidence: ${sources})`}`;
  return printable(line).replace(/\s+/g, ' ').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function figures({ metrics }: Report): Block[] {
  const rows = metrics.map(({ short, value, formula, from, to, why }) => [
    short,
    why === '' ? value : `${value} (${why})`,
    formula,
    from,
    to,
  ]);
  const head = ['Figure', 'Value', 'Formula', 'From', 'To'];
  return [heading('Figures'), { kind: 'table', caption: 'Figures of the incident', head, rows }];
}

function timeline({ timeline: view, zone }: Report): Block[] {
  const days = new Map<string, TimelineRow[]>();
  for (const row of view.rows) {
    const day = days.get(row.date);
    if (day) day.push(row);
    else days.set(row.date, [row]);
  }
  const local = zone.name === 'UTC' ? [] : [zone.name];
  const head = [...local, 'UTC', 'Since impact', 'Who', 'What', 'Evidence'];
  return [
    heading('Timeline'),
    paragraph(view.header),
    ...[...days].flatMap(([date, rows]): Block[] => [
      heading(date, 3),
      {
        kind: 'table',
        caption: `Timeline of ${date}`,
        head,
        rows: rows.map((row) => timelineCells(row, local.length > 0)),
      },
    ]),
    ...view.footnotes.map(paragraph),
  ];
}

function timelineCells(row: TimelineRow, withLocal: boolean): Cell[] {
  const rough = row.local.startsWith('~') ? '~' : '';
  const notes = [
    row.mark === 'current' ? [] : row.mark,
    row.recordedLater === null ? [] : `recorded ${row.recordedLater} later`,
  ].flat();
  const what = notes.length === 0 ? row.what : `${row.what} (${notes.join(', ')})`;
  const [first] = row.evidence;
  const evidence: Cell =
    row.evidence.length === 1 && first
      ? { text: first.title, url: first.url }
      : row.evidence.map(({ title }) => title).join('; ');
  return [
    ...(withLocal ? [row.local] : []),
    `${rough}${row.utc}`,
    row.delta || '—',
    row.who,
    what,
    evidence,
  ];
}

function actions({ actions: items }: Report): Block[] {
  if (items.length === 0) return [paragraph('No action items are recorded.')];
  const head = ['Action', 'What', 'Kind', 'Owner', 'Due', 'Priority', 'Status'];
  const rows = items.map(({ id, url, text, does, owner, due, priority, status }): Cell[] => [
    { text: id, url },
    text,
    does,
    owner ?? '—',
    due ?? '—',
    priority,
    status,
  ]);
  return [{ kind: 'table', caption: 'Action items', head, rows }];
}
