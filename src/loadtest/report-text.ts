import type {
  LoadtestFinding,
  LoadtestReport,
  LoadtestRoute,
  LoadtestVerdict,
} from '../contracts/loadtest-report.js';
import { printable } from '../platform/terminal-text.js';
import { formatFigure } from '../presentation/figures.js';
import { type Column, tableLines } from '../presentation/table-lines.js';
import { wrapText } from '../presentation/wrap-text.js';
import { samplesNeeded } from './percentile.js';

export interface ReportLayout {
  /** Columns of the terminal. */
  readonly width: number;
  readonly colour: boolean;
}

type Paint = (text: string, colour: 'red' | 'yellow' | 'green') => string;

/** A report as text for a terminal: table by route, findings, doubts, and the verdict last. */
export function reportTable(report: LoadtestReport, layout: ReportLayout): string {
  const width = Math.max(20, layout.width);
  const paint: Paint = layout.colour ? painted : (text) => text;
  const failed = new Set(report.failures.map(({ route }) => route));
  const [header = '', ...rows] = tableLines(report.routes, columns, { width, gaps: [2, 1] });
  const lines = [
    header,
    ...rows.map((row, index) =>
      failed.has(report.routes[index]?.route ?? null) ? paint(row, 'red') : row,
    ),
    '',
    ...notes(report, width),
    ...findings('FAIL', report.failures, width, paint),
    ...findings('WARN', report.warnings, width, paint),
    ...report.doubts.flatMap((doubt) => labelled('DOUBT', doubt, width, paint)),
    ...report.excused.flatMap(({ route, reason }) =>
      labelled('SKIP', `${route} is excused: ${reason}`, width, paint),
    ),
    '',
    paint(verdictLine(report), verdictColours[report.verdict]),
  ];
  return lines.join('\n');
}

const figures: readonly Column<LoadtestRoute>[] = [
  { title: 'reqs', cell: ({ requests }) => String(requests), priority: 4 },
  { title: 'req/s', cell: ({ rate }) => figure(rate), priority: 1 },
  { title: 'p50', cell: (row) => percentile(row, 50), priority: 3 },
  { title: 'p95', cell: (row) => percentile(row, 95), priority: 5 },
  { title: 'p99', cell: (row) => percentile(row, 99), priority: 2 },
  { title: 'err', cell: ({ errors }) => share(errors), priority: 8 },
  { title: 'hit', cell: ({ cacheHitShare }) => share(cacheHitShare), priority: 6 },
  { title: 'db/rq', cell: (row) => figureOrDash(row.dbQueriesPerRequest), priority: 7 },
];

const columns: readonly Column<LoadtestRoute>[] = [
  { title: 'route', cell: ({ route }) => printable(route), cut: 'middle' },
  ...figures.map((column) => ({ ...column, align: 'right' as const })),
];

// A percentile of few samples is shown, and marked: nothing is judged by it.
function percentile({ latency, requests }: LoadtestRoute, percent: 50 | 95 | 99): string {
  const ms = latency[`p${percent}`];
  if (ms === null) return '—';
  return `${requests < samplesNeeded(percent) ? '~' : ''}${figure(ms)}`;
}

function figure(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value.toFixed(value >= 10 ? 1 : 2);
}

function figureOrDash(value: number | null): string {
  return value === null ? '—' : formatFigure(value);
}

// Never "0 %" for a few and never "100 %" for almost all.
function share(value: number | null): string {
  if (value === null) return '—';
  if (value > 0 && value < 0.001) return '<0.1%';
  if (value < 1 && value > 0.999) return '>99.9%';
  return `${(value * 100).toFixed(value === 0 || value === 1 ? 0 : 1)}%`;
}

function notes({ totals, measuredSeconds, target }: LoadtestReport, width: number): string[] {
  const parts = [
    `${totals.sent} sent in ${Math.round(measuredSeconds)} s`,
    `${totals.answered} answered`,
    `${totals.lost} lost`,
    `${totals.timeouts} timed out`,
    ...(totals.discarded > 0 ? [`${totals.discarded} discarded by the generator`] : []),
    ...(totals.inFlight > 0 ? [`${totals.inFlight} not answered when their phase ended`] : []),
  ];
  const without =
    target.uncached.length === 0
      ? []
      : [`Served without its cache: ${target.uncached.join(', ')}.`];
  return [
    `${parts.join(', ')}; p50 to p99 in ms, counted from when a request was due (~ few samples).`,
    ...without,
  ].flatMap((text) => wrapText(printable(text), width));
}

/** An API that is not ours may have a hundred thousand routes, and each can break a rule. */
function findings(
  label: 'FAIL' | 'WARN',
  all: readonly LoadtestFinding[],
  width: number,
  paint: Paint,
): string[] {
  const shown = all
    .slice(0, findingsShown)
    .flatMap((one) => findingLines(label, one, width, paint));
  const more = all.length - findingsShown;
  if (more <= 0) return shown;
  return [...shown, ...labelled(label, `and ${more} more; --json has them all`, width, paint)];
}

function findingLines(
  label: 'FAIL' | 'WARN',
  finding: LoadtestFinding,
  width: number,
  paint: Paint,
): string[] {
  const runbook = finding.runbook === null ? '' : ` See ${finding.runbook}.`;
  const text = `${finding.rule}: ${finding.message} Measured ${finding.observed}, limit ${finding.limit}.${runbook}`;
  return labelled(label, text, width, paint);
}

const findingsShown = 20;
const labelWidth = 7;
const labelColours = { FAIL: 'red', WARN: 'yellow', DOUBT: 'yellow', SKIP: 'green' } as const;

function labelled(
  label: keyof typeof labelColours,
  text: string,
  width: number,
  paint: Paint,
): string[] {
  return wrapText(printable(text), width - labelWidth).map((line, index) =>
    index === 0
      ? `${paint(label, labelColours[label])}${' '.repeat(labelWidth - label.length)}${line}`
      : `${' '.repeat(labelWidth)}${line}`,
  );
}

const verdictColours = {
  pass: 'green',
  fail: 'red',
  invalid: 'yellow',
  interrupted: 'yellow',
} as const satisfies Record<LoadtestVerdict, string>;

function verdictLine({ verdict, failures, scenario, target }: LoadtestReport): string {
  const where = printable(`scenario ${scenario} on ${target.url}`);
  switch (verdict) {
    case 'pass':
      return `PASS: ${where} broke no rule.`;
    case 'fail':
      return `FAIL: ${where} broke ${failures.length === 1 ? 'a rule' : `${failures.length} rules`}.`;
    case 'invalid':
      return `INVALID: this run is no evidence, so ${where} has no verdict.`;
    case 'interrupted':
      return `INTERRUPTED: ${where} was stopped and has no verdict; the figures are what was measured until then.`;
  }
}

const colourCodes = { red: 31, yellow: 33, green: 32 } as const;

function painted(text: string, colour: keyof typeof colourCodes): string {
  return `\u001b[${colourCodes[colour]}m${text}\u001b[39m`;
}
