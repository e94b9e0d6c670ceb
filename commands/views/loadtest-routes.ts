import { printable } from '../../src/platform/terminal-text.js';
import { formatMs } from '../../src/presentation/figures.js';
import { sparkline } from '../../src/presentation/sparkline.js';
import { type Column, tableLines } from '../../src/presentation/table-lines.js';
import type { LiveRoute, LiveSecond } from './loadtest-live.js';

/** How much of a terminal there is. */
export interface LiveSize {
  readonly columns: number;
  readonly rows: number;
}

/** A line about a route, or about what there is no room for. */
export interface RouteLine {
  readonly text: string;
  readonly failing: boolean;
}

interface Row {
  readonly name: string;
  readonly route: LiveRoute;
}

const longestHistory = 60;
const shortestHistory = 6;
// Columns that stand beside the history where a route's name has room.
const besideHistory = 60;

/**
 * Routes in the order of the plan, those with errors first, as many as fit in so many lines: their
 * rate and slowest answer in the last whole second, and the slowest of each second before. All
 * routes have one scale, so that the slow one stands out.
 */
export function routeLines(
  routes: ReadonlyMap<string, LiveRoute>,
  { columns, rows: lines }: LiveSize,
): readonly RouteLine[] {
  const all = [...routes].map(([name, route]) => ({ name: printable(name), route }));
  const failing = all.filter(({ route }) => route.errors > 0);
  const ordered = [...failing, ...all.filter(({ route }) => route.errors === 0)];
  // The titles take a line, and so does what is left out.
  const room = Math.max(1, lines - 1);
  const shown = ordered.length > room ? ordered.slice(0, Math.max(1, room - 1)) : ordered;
  const [titles = '', ...texts] = tableLines(shown, columnsFor(shown, columns), {
    width: columns,
    gaps: [2, 1],
  });
  const hidden = ordered.slice(shown.length);
  return [
    { text: titles, failing: false },
    ...texts.map((text, index) => ({ text, failing: (shown[index]?.route.errors ?? 0) > 0 })),
    ...(hidden.length === 0 ? [] : [leftOut(hidden)]),
  ];
}

function columnsFor(shown: readonly Row[], columns: number): readonly Column<Row>[] {
  const cells = Math.min(longestHistory, Math.max(shortestHistory, columns - besideHistory));
  const history = ({ seconds }: LiveRoute) => seconds.slice(-cells).map(({ slowest }) => slowest);
  const values = shown.flatMap(({ route }) => history(route));
  const top = values.reduce<number>((most, value) => Math.max(most, value ?? 0), 0);
  const scale = `up to ${formatMs(top)}`;
  return [
    { title: 'route', cell: ({ name }) => name, cut: 'middle', keep: 16 },
    {
      ...{ title: '/s', align: 'right', priority: 1 },
      cell: ({ route }) => String(lastSecond(route)?.answered ?? missing),
    },
    {
      ...{ title: 'errors', align: 'right', priority: 4 },
      cell: ({ route }) => String(route.errors),
    },
    {
      ...{ title: 'slowest', align: 'right', priority: 3 },
      cell: ({ route }) => milliseconds(lastSecond(route)?.slowest ?? null),
    },
    {
      ...{ title: scale.length <= cells ? scale : '', priority: 2 },
      cell: ({ route }) => sparkline(history(route), top),
    },
  ];
}

const missing = '—';

/** The last one that is over. */
function lastSecond({ seconds }: LiveRoute): LiveSecond | undefined {
  return seconds.at(-2);
}

function milliseconds(value: number | null): string {
  return value === null ? missing : formatMs(value);
}

function leftOut(hidden: readonly Row[]): RouteLine {
  const failing = hidden.some(({ route }) => route.errors > 0);
  const what = `${hidden.length} more ${hidden.length === 1 ? 'route' : 'routes'}`;
  return { text: `${what} ${failing ? 'with errors' : 'without errors'}`, failing };
}
