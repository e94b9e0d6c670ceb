import {
  compareStored,
  type StoredComparison,
  type StoredComparisons,
} from '../../src/loadtest/baseline/compare-stored.js';
import { describeCount } from '../../src/loadtest/baseline/describe-counts.js';
import type { StoredRun } from '../../src/loadtest/run-file.js';
import { loadRuns, type RunStore } from '../../src/loadtest/run-store.js';
import type { Host } from '../../src/platform/host.js';
import { printable } from '../../src/platform/terminal-text.js';
import { formatFigure } from '../../src/presentation/figures.js';
import { type Column, tableLines } from '../../src/presentation/table-lines.js';
import { wrapText } from '../../src/presentation/wrap-text.js';
import type { Reply } from './command.js';
import { widthOf } from './terminal.js';

/** Two stored runs side by side. */
export async function compareFiles(
  store: RunStore,
  baseFile: string,
  headFile: string,
  host: Host,
): Promise<Reply> {
  const [base, head] = (await loadRuns(store, [baseFile, headFile])) as [StoredRun, StoredRun];
  const { routes, cannotShow } = compareStored(base, head, store.merge);
  const worse = routes.some(({ counts }) => counts.some(({ change }) => change === 'worse'));
  return {
    exit: worse ? 'no' : 'ok',
    data: {
      schema: 'catops.loadtest-comparison/v1',
      base: describeRun(base),
      head: describeRun(head),
      routes,
      cannotShow,
    },
    text: () => comparisonText({ routes, cannotShow }, Math.max(40, widthOf(host.stdout))),
  };
}

function describeRun({ file, testbed, run }: StoredRun) {
  const { name } = run.scenario.scenario;
  return { file, scenario: name, startedAt: run.startedAt, target: run.target.url, testbed };
}

const columns: readonly Column<StoredComparison>[] = [
  { title: 'route', cell: ({ route }) => printable(route), cut: 'middle' },
  pair('reqs', 1, ({ requests }) => [String(requests.base), String(requests.head)]),
  pair('p50 ms', 3, (row) => times(row, 0)),
  pair('p95 ms', 2, (row) => times(row, 1)),
  pair('db/rq', 4, ({ counts }) => {
    const queries = counts.find(({ measure }) => measure === 'db-queries-per-request');
    return [figure(queries?.base), figure(queries?.head)];
  }),
];

function pair(
  title: string,
  priority: number,
  values: (row: StoredComparison) => readonly [string, string],
): Column<StoredComparison> {
  return { title, cell: (row) => values(row).join(' → '), align: 'right', priority };
}

function times({ times: all }: StoredComparison, at: number): [string, string] {
  return [figure(all[at]?.base), figure(all[at]?.head)];
}

function figure(value: number | null | undefined): string {
  return value === null || value === undefined ? '—' : formatFigure(value);
}

function comparisonText({ routes, cannotShow }: StoredComparisons, width: number): string {
  const changes = (wanted: 'worse' | 'better') =>
    routes.flatMap(({ route, counts }) =>
      counts
        .filter(({ change }) => change === wanted)
        .map((count) => `${route}: ${describeCount(count)}.`),
    );
  const worse = changes('worse');
  const sections: readonly (readonly [string, readonly string[]])[] = [
    ['WORSE ', worse],
    ['BETTER', changes('better')],
    ['LIMIT ', cannotShow],
  ];
  return [
    ...tableLines(routes, columns, { width, gaps: [2, 1] }),
    '',
    ...sections.flatMap(([label, lines]) => lines.flatMap((line) => labelled(label, line, width))),
    '',
    worse.length > 0
      ? `Counts got worse in ${worse.length === 1 ? 'one place' : `${worse.length} places`}; no noise of a machine moves them.`
      : 'No count got worse.',
  ].join('\n');
}

function labelled(label: string, text: string, width: number): string[] {
  const indent = ' '.repeat(label.length + 1);
  return wrapText(printable(text), width - indent.length).map((line, index) =>
    index === 0 ? `${label} ${line}` : `${indent}${line}`,
  );
}
