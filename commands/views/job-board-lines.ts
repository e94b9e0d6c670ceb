import type { ControlJobs } from '../../src/contracts/supervisor-control.js';
import { lengthText } from '../../src/platform/format-time.js';
import { printable } from '../../src/platform/terminal-text.js';
import { asciiText } from '../../src/presentation/ascii-text.js';
import { fit } from '../../src/presentation/cells.js';
import { sparkline } from '../../src/presentation/sparkline.js';
import { type Column, tableLines } from '../../src/presentation/table-lines.js';

/** What was told of the jobs at one look; null when nobody could be asked. */
export interface JobLook {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly jobs: ControlJobs | null;
}

export interface JobBoardLook {
  readonly columns: number;
  readonly rows: number;
  readonly ascii: boolean;
}

/** Looks that a curve shows, one for each bar. */
export const curveLooks = 60;

type Lane = keyof NonNullable<ControlJobs['lanes']>;
const lanes: readonly Lane[] = ['urgent', 'usual'];
const right = 'right' as const;

/** The whole view: at most one line less than the terminal has, none wider than it. */
export function jobBoardLines(looks: readonly JobLook[], look: JobBoardLook): readonly string[] {
  const last = looks.at(-1);
  const jobs = last?.jobs ?? null;
  const head = last === undefined ? 'Asking …' : headline(last);
  const body =
    jobs === null ? [] : [...laneLines(looks, jobs, look), '', ...typeLines(looks, jobs, look)];
  const room = Math.max(0, look.rows - 4);
  return [
    head,
    '',
    ...body.slice(0, room),
    'q quit   what was given up: catops jobs list --state dead',
  ].map((line) => {
    const fitting = fit(line, look.columns);
    return look.ascii ? asciiText(fitting) : fitting;
  });
}

function headline({ jobs, at }: JobLook): string {
  const time = `${new Date(at).toISOString().slice(11, 19)} UTC`;
  if (jobs === null) return `No API runs on this data directory.   ${time}`;
  const read = jobs.readAt === null ? 'never' : `${ago(at, jobs.readAt)} ago`;
  return `Job processes ${jobs.ready} of ${jobs.wanted}   queue read ${read}   ${time}`;
}

function laneLines(looks: readonly JobLook[], jobs: ControlJobs, look: JobBoardLook): string[] {
  const counted = jobs.lanes;
  if (counted === null) return ['The queue was not counted yet.'];
  const at = looks.at(-1)?.at ?? 0;
  const columns: readonly Column<Lane>[] = [
    { title: 'LANE', cell: (lane) => lane },
    { title: 'WAITING', align: right, cell: (lane) => `${counted[lane].waiting}` },
    {
      title: 'OLDEST',
      align: right,
      cell: (lane) => {
        const { dueSince } = counted[lane];
        return dueSince === null ? '—' : ago(at, dueSince);
      },
    },
    { title: 'DEAD', align: right, cell: (lane) => `${counted[lane].dead}` },
    {
      title: 'WAITING, LAST MINUTE',
      priority: 1,
      cell: (lane) =>
        sparkline(looks.slice(-curveLooks).map((each) => each.jobs?.lanes?.[lane].waiting ?? null)),
    },
  ];
  return tableLines(lanes, columns, { width: look.columns });
}

function typeLines(looks: readonly JobLook[], jobs: ControlJobs, look: JobBoardLook): string[] {
  const types = Object.keys(jobs.done).filter(
    (type) => (jobs.done[type] ?? 0) + (jobs.failed[type] ?? 0) > 0,
  );
  if (types.length === 0) return ['Nothing was done since the API started.'];
  const doneEach = (type: string) => {
    const shown = looks.slice(-curveLooks - 1).map((each) => each.jobs?.done[type] ?? null);
    return shown.slice(1).map((value, index) => {
      const before = shown[index];
      // A supervisor that was started again counts from 0.
      return value === null || before == null ? null : Math.max(0, value - before);
    });
  };
  const columns: readonly Column<string>[] = [
    { title: 'TYPE', cell: printable, cut: 'end' },
    { title: 'DONE', align: right, cell: (type) => `${jobs.done[type] ?? 0}` },
    { title: 'FAILED', align: right, cell: (type) => `${jobs.failed[type] ?? 0}` },
    {
      title: 'IN THE LAST MINUTE',
      align: right,
      cell: (type) => `${doneEach(type).reduce<number>((sum, each) => sum + (each ?? 0), 0)}`,
    },
    { title: 'DONE, LAST MINUTE', priority: 1, cell: (type) => sparkline(doneEach(type)) },
  ];
  return tableLines(types, columns, { width: look.columns });
}

function ago(now: number, since: string): string {
  return lengthText(Math.max(0, now - Date.parse(since)));
}
