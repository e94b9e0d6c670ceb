import type { LoadtestCheck, LoadtestReport } from '../../contracts/loadtest-report.js';
import type { Block } from '../../presentation/blocks.js';
import { checksTable, excusedTable, phasesTable, routesTable } from './tables.js';
import { countsSentence, verdictSentence, withoutCache } from './verdict.js';

/** A report before it is Markdown or HTML. */
export interface ReportParts {
  readonly title: string;
  /** What a reader has to know: the verdict, what is wrong and why, what is in doubt. */
  readonly main: readonly Block[];
  /** The figures of every route. */
  readonly routes: Block;
  /** What is well, and what is known of the measurement. */
  readonly rest: readonly Block[];
  /** What `routes` and `rest` hold, in a line. */
  readonly restTitle: string;
}

const itemsShown = 20;

/** The report as blocks, each text as it came. */
export function reportParts(report: LoadtestReport): ReportParts {
  const { checks, verdict, doubts, routes } = report;
  const of = (outcome: LoadtestCheck['outcome']) =>
    checks.filter((check) => check.outcome === outcome);
  const [failed, undecided, passed] = [of('fail'), of('undecided'), of('pass')];
  const warned = of('warn').filter(({ observed }) => observed !== null);
  const without = withoutCache(report);
  const excused = excusedTable(report);
  return {
    title: `Load test ${report.scenario}: ${verdict.toUpperCase()}`,
    main: [
      paragraph(verdictSentence(report)),
      ...(without === null ? [] : [paragraph(without)]),
      ...checked(`Broken rules (${failed.length})`, failed),
      ...reasons(failed),
      ...openRules(undecided),
      ...checked(`Warnings (${warned.length})`, warned),
      // Of a threshold that only warns, the table has said all.
      ...reasons(warned.filter(({ rule }) => rule !== 'threshold')),
      ...againstBase(checks),
      ...(doubts.length === 0 ? [] : [paragraph('What is in doubt:'), list(doubts)]),
    ],
    routes: routesTable(report),
    rest: [
      phasesTable(report),
      ...checked(`Rules that were kept (${passed.length})`, passed),
      ...(excused === null ? [] : [excused]),
      paragraph(`${countsSentence(report)}. Started ${report.startedAt}, ${report.scenarioFile}.`),
    ],
    restTitle: `${counted(routes.length, 'route')}; ${passed.length} of ${counted(checks.length, 'check')} passed`,
  };
}

function checked(caption: string, checks: readonly LoadtestCheck[]): Block[] {
  return checks.length === 0 ? [] : [checksTable(caption, checks)];
}

/** What is open for one and the same reason, as in an outage, is told once. */
function openRules(undecided: readonly LoadtestCheck[]): Block[] {
  const [first, ...others] = undecided;
  if (first === undefined) return [];
  const same = others.length > 0 && others.every(({ message }) => message === first.message);
  const title = `Rules that could not be decided (${undecided.length})`;
  return same ? [paragraph(`${title}: ${first.message}`)] : checked(title, undecided);
}

/** How many comparisons with another build there were, of which the worse ones stand above. */
function againstBase(checks: readonly LoadtestCheck[]): Block[] {
  const compared = checks.filter(({ rule }) => rule === 'regression');
  if (compared.length === 0) return [];
  const well = compared.filter(({ outcome }) => outcome === 'pass').length;
  const text = `Against the base: ${well} of ${counted(compared.length, 'comparison')} show nothing worse.`;
  return [paragraph(text)];
}

/** Why each broken rule matters, and where it is told what to do. */
function reasons(failed: readonly LoadtestCheck[]): Block[] {
  if (failed.length === 0) return [];
  const texts = failed.map(({ message, runbook }) =>
    runbook === null ? message : `${message} See ${runbook}.`,
  );
  return [list(texts)];
}

/** As many as are read; --json has them all. */
function list(items: readonly string[]): Block {
  const more = items.length - itemsShown;
  const last = more > 0 ? [`and ${more} more`] : [];
  return { kind: 'list', items: [...items.slice(0, itemsShown), ...last] };
}

function paragraph(text: string): Block {
  return { kind: 'paragraph', text };
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
