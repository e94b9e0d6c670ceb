import type { Diagnosis, DiagnosisChange, Hypothesis } from '../../src/contracts/diagnosis.js';
import { clockText } from '../../src/diagnosis/clock-text.js';
import { bothTimes, dateIn, lengthText, timeIn } from '../../src/platform/format-time.js';
import { printable } from '../../src/platform/terminal-text.js';
import type { Zone } from '../../src/platform/zone.js';
import { fit } from '../../src/presentation/cells.js';
import { formatFigure, formatMs, formatShare } from '../../src/presentation/figures.js';
import { wrapText } from '../../src/presentation/wrap-text.js';
import type { Reply } from './command.js';
import { table } from './table.js';

interface Layout {
  readonly zone: Zone;
  readonly width: number;
  readonly prose: number;
}

/** Hypotheses and changes shown when not all are asked for. */
const shown = { hypotheses: 4, changes: 12, commits: 5 } as const;

/** Two lines that answer, then the hypotheses with their evidence, then what changed when. */
export function diagnosisReply(found: Diagnosis, layout: Layout, all: boolean): Reply {
  const hypotheses = all ? found.hypotheses : found.hypotheses.slice(0, shown.hypotheses);
  const changes = [...found.changes].sort((a, b) => a.at.localeCompare(b.at));
  const shownChanges = all ? changes : near(changes, found.onset).slice(0, shown.changes);
  return {
    exit: found.verdict === 'healthy' ? 'ok' : found.verdict === 'unknown' ? 'noEvidence' : 'ok',
    data: { ...found },
    text: () =>
      [
        ...found.answer.flatMap((line) => wrapText(printable(line), layout.prose)),
        '',
        ...windowLines(found, layout),
        ...found.notes.flatMap((note) => wrapText(`! ${printable(note)}`, layout.prose)),
        ...hypotheses.flatMap((each, index) => {
          const isBeside = index === 1 && found.beside !== null;
          const title = isBeside ? `Beside it: ${each.title}` : each.title;
          const brought = each.cause === 'deploy' ? broughtLines(found, layout) : [];
          return ['', ...hypothesisLines({ ...each, title }, index, layout), ...brought];
        }),
        ...(shownChanges.length === 0 ? [] : ['', changesTable(shownChanges, layout)]),
        ...restLine(
          found.hypotheses.length - hypotheses.length,
          changes.length - shownChanges.length,
        ),
      ].join('\n'),
  };
}

function windowLines(found: Diagnosis, { zone, prose }: Layout): readonly string[] {
  const { window, source, slots, slotSeconds, releases } = found;
  const [from, to] = [Date.parse(window.from), Date.parse(window.to)];
  const grain = lengthText(slotSeconds * 1000);
  const live = releases.map(
    ({ version, at }) => `${printable(version)} went live at ${clockText(Date.parse(at), zone)}`,
  );
  return [
    `${bothTimes(from, zone)} to ${bothTimes(to, zone)}`,
    `${slots} × ${grain} of ${source}`,
    ...(live.length === 0 ? ['no release in it'] : live),
  ].flatMap((line) => wrapText(line, prose));
}

function hypothesisLines(each: Hypothesis, index: number, { prose }: Layout): readonly string[] {
  const share = `${Math.round(100 * each.probability)} %`;
  const says = (sign: string) => (evidence: { readonly says: string }) =>
    wrapText(printable(evidence.says), prose - 5).map((line, at) =>
      at === 0 ? `   ${sign} ${line}` : `     ${line}`,
    );
  return [
    `${index + 1}. ${printable(each.title)} · ${share}`,
    ...each.for.flatMap(says('+')),
    ...each.against.flatMap(says('−')),
    `   next: ${printable(each.next)}`,
  ];
}

/** Commits of the release that may be the reason. */
function broughtLines({ brought }: Diagnosis, { prose }: Layout): readonly string[] {
  if (brought === null) return [];
  const { previous, commits, total, absent } = brought;
  if (absent !== null) return [`   commits since ${printable(previous)}: not known, ${absent}`];
  const few = commits.slice(0, shown.commits);
  const rest = total - few.length;
  return [
    `   commits since ${printable(previous)}: ${total === 0 ? 'none' : total}`,
    ...few.map(({ ref, subject, author }) =>
      fit(`     ${ref} ${printable(subject)} (${printable(author)})`, prose),
    ),
    ...(rest > 0 ? [`     and ${rest} more`] : []),
  ];
}

/** Those around the onset first: what a person looks for is what came just before. */
function near(changes: readonly DiagnosisChange[], onset: string | null) {
  if (onset === null) return changes;
  const distance = ({ at }: DiagnosisChange) => Math.abs(Date.parse(at) - Date.parse(onset));
  return [...changes]
    .sort((a, b) => distance(a) - distance(b))
    .slice(0, shown.changes)
    .sort((a, b) => a.at.localeCompare(b.at));
}

const names: Readonly<Record<string, string>> = {
  requests: 'requests/s',
  errors: 'errors',
  latency: 'p95',
  typicalLatency: 'p50',
  limited: '429',
  refused: 'other 4xx',
  cacheHitShare: 'cache hits',
  dbQueriesPerRequest: 'queries/request',
};

function changesTable(changes: readonly DiagnosisChange[], { zone, width }: Layout): string {
  const moments = changes.map(({ at }) => Date.parse(at));
  const days = new Set(moments.map((at) => dateIn(at, zone)));
  const since = (at: number) =>
    `${days.size > 1 ? `${dateIn(at, zone)} ` : ''}${timeIn(at, zone, true)}`;
  return table(
    [
      { title: `SINCE (${zone.abbreviation(moments[0] ?? 0)})` },
      { title: 'ROUTE', flexible: true },
      { title: 'MEASURE' },
      { title: 'BEFORE', align: 'right' },
      { title: 'AFTER', align: 'right' },
    ],
    changes.map(({ at, route, measure, before, after }) => [
      since(Date.parse(at)),
      printable(route ?? '(all)'),
      names[measure] ?? measure,
      figure(measure, before),
      figure(measure, after),
    ]),
    width,
  );
}

function figure(measure: string, value: number | null): string {
  if (value === null) return '—';
  if (measure === 'latency' || measure === 'typicalLatency') return formatMs(value);
  if (measure === 'requests' || measure === 'dbQueriesPerRequest') return formatFigure(value);
  return formatShare(value);
}

function restLine(hypotheses: number, changes: number): readonly string[] {
  const parts = [
    ...(hypotheses > 0
      ? [`${hypotheses} more ${hypotheses === 1 ? 'hypothesis' : 'hypotheses'}`]
      : []),
    ...(changes > 0 ? [`${changes} more ${changes === 1 ? 'change' : 'changes'}`] : []),
  ];
  return parts.length === 0 ? [] : ['', `${parts.join(' and ')}: add --all`];
}
