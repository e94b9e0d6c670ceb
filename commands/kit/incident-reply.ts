import type { Reached, TargetName } from '../../src/incidents/entry.js';
import type { Incident } from '../../src/incidents/incident.js';
import type {
  ChangeOutcome,
  OpenOutcome,
  PageReport,
  PhoneFallback,
  TargetReport,
} from '../../src/incidents/outcome.js';
import { bothTimes, lengthText, timeIn } from '../../src/platform/format-time.js';
import { printable } from '../../src/platform/terminal-text.js';
import { type Zone, zoneOf } from '../../src/platform/zone.js';
import type { Reply } from './command.js';
import { table } from './table.js';

/** How an answer is laid out. */
export interface Layout {
  readonly zone: Zone;
  /** Milliseconds since the epoch: the local times of people are those of this moment. */
  readonly now: number;
  readonly width: number;
}

const schema = 'catops.incident/v1';

/** The incident as `--json` gives it: what it adds up to, without its entries. */
export function incidentJson({ entries: _e, history: _h, ...incident }: Incident) {
  return incident;
}

/** The answer of a command that changed an incident. */
export function changeReply(outcome: ChangeOutcome, layout: Layout, said?: string): Reply {
  const { incident, exit, targets, warnings } = outcome;
  return {
    exit,
    data: { ...envelope(outcome), incident: incidentJson(incident), targets, warnings },
    text: () =>
      [
        ...(said === undefined ? [] : [printable(said)]),
        headline(incident),
        ...targetTable(targets, layout),
        ...warningLines([...warnings, ...dueLines(incident, layout)]),
      ].join('\n'),
  };
}

/** That those who wait have been told nothing for too long, for the severity; none when it is not. */
export function dueLines(
  { id, updateDueAt }: Pick<Incident, 'id' | 'updateDueAt'>,
  { zone, now }: Layout,
): readonly string[] {
  const due = updateDueAt === null ? Number.POSITIVE_INFINITY : Date.parse(updateDueAt);
  if (due > now) return [];
  const since = `${bothTimes(due, zone)} (${lengthText(now - due)} ago)`;
  return [`${id}: an update is due since ${since}: catops incident update`];
}

/** The answer of `open`: what reached whom. */
export function openReply(outcome: OpenOutcome, layout: Layout): Reply {
  const { incident, exit, targets, warnings, joined, page, recorded } = outcome;
  const { chat, board } = incident.targetStates;
  const elsewhere = [...(chat.joined ? ['channel'] : []), ...(board.joined ? ['card'] : [])];
  const joinedNote = [
    ...(joined ? ['This incident was open already under that key; it was joined.'] : []),
    ...(elsewhere.length > 0
      ? [`Another machine opened under this key first: its ${elsewhere.join(' and ')} joined.`]
      : []),
  ];
  return {
    exit,
    data: {
      ...envelope(outcome),
      joined,
      recorded,
      page,
      incident: incidentJson(incident),
      targets,
      warnings,
    },
    text: () =>
      [
        headline(incident),
        `Opened ${bothTimes(Date.parse(incident.openedAt), layout.zone)} by ${printable(incident.openedBy.id)}`,
        ...joinedNote,
        ...targetTable(targets, layout, page),
        ...warningLines(warnings),
        ...phoneLines(page, layout),
      ].join('\n'),
  };
}

function envelope({ exit }: ChangeOutcome) {
  return { schema, ok: exit === 'ok', partial: exit === 'partial' } as const;
}

/** `INC-2026-014 · sev2 · investigating · 5xx on votes` */
export function headline({ id, severity, state, title, nature }: Incident): string {
  const kind = nature === 'real' ? [] : [nature];
  return [id, ...kind, severity, state, printable(title)].join(' · ');
}

/** What each target is for, in one word. */
export const targetLabels: Readonly<Record<TargetName, string>> = {
  'on-call': 'On-call',
  chat: 'Chat',
  board: 'Board',
  public: 'Public',
};

const vendorNames: Readonly<Record<string, string>> = {
  pagerduty: 'PagerDuty',
  slack: 'Slack',
  trello: 'Trello',
  practice: 'practice',
};

/** `Slack`, or what it is for where there is none: `Chat`. */
export function targetLabel({ target, name }: Pick<TargetReport, 'target' | 'name'>): string {
  if (name === null) return targetLabels[target];
  const vendor = printable(vendorNames[name] ?? name);
  if (vendor === 'practice') return `${targetLabels[target]} (practice)`;
  return target === 'public' ? `${vendor}, public` : vendor;
}

const marks = { done: '✓', queued: '…', failed: '✗', skipped: '-' } as const;

function targetTable(
  targets: readonly TargetReport[],
  layout: Layout,
  page?: PageReport,
): string[] {
  // The public board is touched by `publish` only; that it was not is no news.
  const shown = targets.filter(({ target, state }) => target !== 'public' || state !== 'skipped');
  if (shown.length === 0) return [];
  const rows = shown.map((report) => {
    const state = report.target === 'on-call' && page ? pageState(report, page) : report.state;
    return [
      `${marks[report.state]} ${targetLabel(report)}`,
      state,
      printable(detailOf(report, layout, page)),
    ];
  });
  const columns = [{ title: '  TARGET' }, { title: 'STATE' }, { title: 'WHAT' }];
  // Nothing is cut here: half an address or half a reason helps nobody.
  return ['', table(columns, rows), ...hintLines(shown, page)];
}

function hintLines(targets: readonly TargetReport[], page: PageReport | undefined): string[] {
  const refused = page?.kind === 'not-confirmed' ? page.error : null;
  return targets.flatMap((report) => {
    const { hint } = (report.target === 'on-call' ? refused : null) ??
      report.error ?? { hint: null };
    return hint === null ? [] : [printable(`  ${targetLabel(report)}, try: ${hint}`)];
  });
}

function pageState(report: TargetReport, page: PageReport): string {
  if (page.kind === 'accepted') return 'accepted';
  return page.kind === 'not-confirmed' ? 'NOT CONFIRMED' : report.state;
}

function detailOf(report: TargetReport, layout: Layout, page: PageReport | undefined): string {
  if (report.target === 'on-call' && page) return pageDetail(page, layout);
  if (report.error) return report.error.message;
  if (report.reason !== null) return report.reason;
  const queued = report.queued > 0 ? `${report.queued} queued: catops incident sync` : '';
  return [report.remote?.url ?? '', queued].filter(Boolean).join(' · ');
}

function pageDetail(page: PageReport, { now }: Layout): string {
  if (page.kind === 'not-asked') return page.reason;
  if (page.kind === 'not-confirmed') return page.error.message;
  if (page.reached === null || page.reached.length === 0)
    return 'accepted; who is on call is not known';
  return `on call: ${page.reached.map((person) => personText(person, now)).join(', ')}`;
}

/** `Alice (03:14 their time)` */
export function personText({ name, tz }: Reached, now: number): string {
  const zone = tz === null ? undefined : zoneOf(tz);
  return zone ? `${name} (${timeIn(now, zone)} their time)` : name;
}

const justNowMs = 60_000;
/** The shortest that on-call usually has. */
const shiftMs = 12 * 60 * 60_000;

/** Who can be rung by telephone, as last known: for when paging is not confirmed. */
export function phoneText(phones: PhoneFallback, { zone, now }: Layout): string[] {
  if (phones === null || phones.people.length === 0) {
    return ['Nobody on call is known on this machine: `catops oncall` keeps them for such a day.'];
  }
  const since = bothTimes(Date.parse(phones.at), zone);
  const people = phones.people.map((person) => {
    const numbers = person.phones.length === 0 ? 'no number known' : person.phones.join(', ');
    return `  ${personText(person, now)}  ${numbers}`;
  });
  const ageMs = Math.max(0, now - Date.parse(phones.at));
  const age = ageMs < justNowMs ? 'just now' : `${lengthText(ageMs)} ago`;
  // Shifts change: whoever was on call days ago may sleep for good reason.
  const old =
    ageMs < shiftMs ? [] : ['! Shifts have changed since: it may be somebody else by now.'];
  return [`RING THEM: on call as of ${since}, ${age}`, ...old, ...people].map(printable);
}

function phoneLines(page: PageReport, layout: Layout): string[] {
  return page.kind === 'not-confirmed' ? ['', ...phoneText(page.phones, layout)] : [];
}

function warningLines(warnings: readonly string[]): string[] {
  return warnings.length === 0 ? [] : ['', ...warnings.map((line) => `! ${printable(line)}`)];
}
