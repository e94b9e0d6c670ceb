import { momentIn } from '../../src/platform/format-time.js';
import { printable } from '../../src/platform/terminal-text.js';
import type { Zone } from '../../src/platform/zone.js';
import type { ScheduleEvent } from '../../src/schedule/event.js';
import type { JobStatus } from '../../src/schedule/status.js';
import type { Reply } from './command.js';
import { type Column, table } from './table.js';

const columns: readonly Column[] = [
  { title: 'JOB' },
  { title: 'LAST DONE' },
  { title: 'AT' },
  { title: 'OWED', align: 'right' },
  { title: 'FAILING', align: 'right' },
  { title: 'NEXT' },
];

export interface ScheduleLayout {
  readonly zone: Zone;
  readonly width: number;
}

/** How the jobs stand; 6 when `--once` left something that failed. */
export function scheduleReply(
  jobs: readonly JobStatus[],
  runs: RunCounts | null,
  notes: readonly string[],
  { zone, width }: ScheduleLayout,
): Reply {
  const failing = jobs.some((job) => job.failing.length > 0);
  return {
    exit: runs?.once === true && failing ? 'partial' : 'ok',
    data: {
      schema: 'catops.schedule/v1',
      dryRun: false,
      ...(runs && { runs: { done: runs.done, failed: runs.failed } }),
      jobs,
      notes,
    },
    text: () =>
      [
        table(
          columns,
          jobs.map((job) => rowOf(job, zone)),
          width,
        ),
        ...jobs.flatMap(troubles),
        ...notes,
      ].join('\n'),
  };
}

/** How many runs ended how. */
export interface RunCounts {
  readonly once: boolean;
  done: number;
  failed: number;
}

/** Counts what a scheduler tells. */
export function countRun(counts: RunCounts, { kind }: ScheduleEvent): void {
  if (kind === 'done') counts.done += 1;
  if (kind === 'failed') counts.failed += 1;
}

function rowOf({ job, last, owed, failing, nextDueAt }: JobStatus, zone: Zone): readonly string[] {
  return [
    job,
    last?.period ?? '—',
    last ? momentIn(Date.parse(last.doneAt), zone) : '—',
    String(owed.length),
    String(failing.length),
    momentIn(Date.parse(nextDueAt), zone),
  ];
}

function troubles({ job, failing }: JobStatus): readonly string[] {
  return failing.map(({ period, attempts, error }) => {
    const times = attempts === 1 ? 'once' : `${attempts} times`;
    return printable(`! ${job} ${period} failed ${times}: ${error.message}`);
  });
}
