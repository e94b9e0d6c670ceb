import type { Alarm, AlarmState, StateChange } from '../../src/alarms/alarm.js';
import type { PastChanges } from '../../src/alarms/past-changes.js';
import type { CheckVerdict } from '../../src/alarms/standing-alarms.js';
import type { AlarmDefinition } from '../../src/contracts/alarm-definition.js';
import { dateIn, lengthText, timeIn, zoneTitle } from '../../src/platform/format-time.js';
import { printable } from '../../src/platform/terminal-text.js';
import type { Zone } from '../../src/platform/zone.js';
import type { Reply } from './command.js';
import { type Column, table } from './table.js';

/** How an answer about alarms is laid out. */
export interface AlarmLayout {
  readonly zone: Zone;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly width: number;
  /** Where the alarms are, for people. */
  readonly source: string;
}

/** A state beside its sign: whoever sees no colour reads it too. */
const states: Readonly<Record<AlarmState, string>> = {
  ALARM: '✗ ALARM',
  INSUFFICIENT_DATA: '? no data',
  OK: '✓ ok',
};

const standingColumns: readonly Column[] = [
  { title: 'STATE' },
  { title: 'FOR' },
  { title: 'SEV' },
  { title: 'ALARM' },
  { title: 'RUNBOOK' },
  { title: 'WHY', flexible: true },
];

/** Alarms as they stand, as they are given. */
export function standingReply(
  alarms: readonly Alarm[],
  watched: boolean,
  layout: AlarmLayout,
): Reply {
  return {
    exit: 'ok',
    data: {
      schema: 'catops.alarms/v1',
      source: layout.source,
      watched,
      counts: countsOf(alarms),
      alarms,
    },
    text: () =>
      alarms.length === 0
        ? `${layout.source} has no such alarm.`
        : [
            standingTable(folded(alarms), layout),
            '',
            countsText(alarms, layout),
            ...(watched ? [] : [unwatchedText(layout)]),
          ].join('\n'),
  };
}

const definitionColumns: readonly Column[] = [
  { title: 'SEV' },
  { title: 'ALARM' },
  { title: 'OF' },
  { title: 'RUNBOOK' },
  { title: 'MEANS', flexible: true },
];

/** What would be judged where nothing runs; `not-asked` where alarms in some state were asked for. */
export type WouldJudge =
  | { readonly kind: 'known'; readonly definitions: readonly AlarmDefinition[] }
  | { readonly kind: 'unknown'; readonly why: string }
  | { readonly kind: 'not-asked' };

/** Nothing runs, so that no alarm stands anywhere: what would be judged. */
export function unjudgedReply(would: WouldJudge, { source, width }: AlarmLayout): Reply {
  return {
    exit: 'ok',
    data: {
      ...{ schema: 'catops.alarms/v1', source, watched: false, counts: countsOf([]), alarms: [] },
      definitions: would.kind === 'known' ? would.definitions : null,
    },
    text: () => {
      const idle = `! Nothing runs here, so nobody judges the alarms of ${source}. Try: catops up`;
      if (would.kind === 'not-asked') return `${idle}\nNone was left in such a state.`;
      if (would.kind === 'unknown')
        return `${idle}\nWhat would be judged is not known: ${printable(would.why)}`;
      const { definitions } = would;
      if (definitions.length === 0) return `${idle}\nNo such alarm is defined.`;
      const rows = definitions.map((each) => [
        each.severity,
        each.name,
        ofText(each),
        each.runbook,
        printable(each.summary),
      ]);
      const ones = counted(definitions.length, 'alarm');
      return [idle, `It would judge ${ones}:`, table(definitionColumns, rows, width)].join('\n');
    },
  };
}

function ofText(definition: AlarmDefinition): string {
  if (definition.kind === 'composite') return 'others';
  const { of } = definition;
  if (typeof of === 'object') return printable(of.dependency);
  return of === 'route' ? 'each route' : 'all';
}

/** The verdict of a check: 10 when something fires, 11 when there is nothing to judge. */
export function checkReply(found: CheckVerdict, layout: AlarmLayout): Reply {
  const { verdict, failing, held, looked } = found;
  const exits = { quiet: 'ok', firing: 'no', 'no evidence': 'noEvidence' } as const;
  return {
    exit: exits[verdict],
    data: { schema: 'catops.alarm-check/v1', source: layout.source, ...found },
    text: () =>
      [
        ...(failing.length > 0 ? [standingTable(failing, layout), ''] : []),
        verdictText(found, layout),
        ...held.map(({ name, severity }) =>
          printable(`! ${name}${severity ? ` (${severity})` : ''} would count, and is muted.`),
        ),
        ...(verdict === 'quiet' && looked > 0 ? [] : failing.flatMap(runbookLine)),
      ].join('\n'),
  };
}

/** States that nobody renews are old news, and nobody is woken by what happens now. */
function unwatchedText({ source }: AlarmLayout): string {
  return `! Nobody judges the alarms of ${source} now: so they were left. Try: catops up`;
}

function verdictText(found: CheckVerdict, layout: AlarmLayout): string {
  const { verdict, watched, failing, looked } = found;
  const { source } = layout;
  if (verdict === 'no evidence' && !watched) return unwatchedText(layout);
  if (verdict === 'no evidence')
    return `No alarm of ${source} is meant by that: nothing is known, so this does not pass.`;
  const what = counted(looked, 'alarm');
  return verdict === 'quiet'
    ? `Nothing fires: ${what} looked at in ${source}.`
    : `${failing.length} of ${what} in ${source} ${failing.length === 1 ? 'fails' : 'fail'} the check.`;
}

function runbookLine({ runbook }: Alarm, at: number, all: readonly Alarm[]): string[] {
  const first = all.findIndex((alarm) => alarm.runbook === runbook) === at;
  return runbook === null || !first ? [] : [printable(`  catops runbook show ${runbook}`)];
}

/** More quiet alarms of one kind than this are one line: there is one for each route. */
const mostAlone = 3;

/** What is well needs no line for each route; whatever is not keeps its own. */
function folded(alarms: readonly Alarm[]): readonly Alarm[] {
  const kindOf = ({ name, state, muted }: Alarm) =>
    state === 'OK' && !muted && name.includes(' ') ? name.slice(0, name.indexOf(' ')) : null;
  const counts = new Map<string, number>();
  for (const kind of alarms.flatMap((alarm) => kindOf(alarm) ?? []))
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const told = new Set<string>();
  return alarms.flatMap((alarm) => {
    const kind = kindOf(alarm);
    const count = kind === null ? 0 : (counts.get(kind) ?? 0);
    if (kind === null || count <= mostAlone) return [alarm];
    if (told.has(kind)) return [];
    told.add(kind);
    return [{ ...alarm, name: `${kind}, ${count} routes`, reason: 'all of them; each: --json' }];
  });
}

function standingTable(alarms: readonly Alarm[], { now, width }: AlarmLayout): string {
  const rows = alarms.map((alarm) => [
    `${states[alarm.state]}${alarm.muted ? ', muted' : ''}`,
    lengthText(Math.max(0, now - Date.parse(alarm.since))),
    alarm.severity ?? '—',
    printable(alarm.name),
    printable(alarm.runbook ?? '—'),
    printable(alarm.reason),
  ]);
  return table(standingColumns, rows, width);
}

function countsOf(alarms: readonly Alarm[]) {
  const count = (state: AlarmState) => alarms.filter((alarm) => alarm.state === state).length;
  return { alarm: count('ALARM'), noData: count('INSUFFICIENT_DATA'), ok: count('OK') };
}

function countsText(alarms: readonly Alarm[], { source }: AlarmLayout): string {
  const { alarm, noData, ok } = countsOf(alarms);
  // With rights for some alarms only, composites are simply absent.
  const composites = alarms.some(({ type }) => type === 'composite');
  const note =
    source === 'CloudWatch' && !composites
      ? ' No composite alarm is seen: they need cloudwatch:DescribeAlarms on *.'
      : '';
  return `${alarm} firing, ${noData} without data, ${ok} ok in ${source}.${note}`;
}

const changeColumns: readonly Column[] = [
  { title: 'WHEN' },
  { title: 'ALARM' },
  { title: 'CHANGE' },
  { title: 'WHY', flexible: true },
];

/** What changed, oldest first. */
export function historyReply(
  past: PastChanges,
  since: string,
  { zone, now, width, source }: AlarmLayout,
): Reply {
  const { changes, earlier } = past;
  return {
    exit: 'ok',
    data: { schema: 'catops.alarm-history/v1', source, since, earlier, changes },
    text: () => {
      if (changes.length === 0) return `Nothing changed in ${source} since ${since}.`;
      const rows = changes.map((change) => [
        whenText(change.at, zone),
        printable(change.name),
        `${states[change.from]} → ${states[change.to]}`,
        printable(reasonOf(change)),
      ]);
      return [
        table(changeColumns, rows, width),
        '',
        `${counted(changes.length, 'change')} in ${source}, times of ${zoneTitle(now, zone)}.`,
        ...(earlier > 0 ? [`${counted(earlier, 'earlier one')} left out: raise --limit.`] : []),
      ].join('\n');
    },
  };
}

function reasonOf({ reason, value, threshold }: StateChange): string {
  if (reason !== '') return reason;
  return value === null ? '' : `${value}, threshold ${threshold ?? '—'}`;
}

function whenText(at: string, zone: Zone): string {
  const ms = Date.parse(at);
  return `${dateIn(ms, zone)} ${timeIn(ms, zone, true)}`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
