import type { AdminReply, JobCounts } from '../../src/contracts/admin-process.js';
import type { QueueLook } from '../../src/contracts/queue-look.js';
import type { ControlJobs } from '../../src/contracts/supervisor-control.js';
import { lengthText } from '../../src/platform/format-time.js';
import { printable } from '../../src/platform/terminal-text.js';
import { type Column, table } from './table.js';

const right = 'right' as const;
const columns: readonly Column[] = [
  { title: 'LANE' },
  { title: 'TYPE' },
  ...['WAITING', 'OLDEST', 'LATER', 'RUNNING', 'DEAD', 'DONE', 'FAILED'].map((title) => ({
    title,
    align: right,
  })),
];

type Counted = Omit<JobCounts, 'lane'> & { readonly lane: JobCounts['lane'] | null };

/** The figures of the queue for a person; `now` is in milliseconds since the epoch. */
export function statsText(
  { counts, schedule, sqs }: AdminReply<'job.stats'>,
  running: ControlJobs | null,
  now: number,
): string {
  const rows = [...counts, ...quietTypes(counts, running)].map((each) => [
    each.lane ?? '—',
    printable(each.type),
    `${each.waiting}`,
    each.dueSince === null ? '—' : lengthText(Math.max(0, now - Date.parse(each.dueSince))),
    ...[each.later, each.running, each.dead].map(String),
    running ? `${running.done[each.type] ?? 0}` : '—',
    running ? `${running.failed[each.type] ?? 0}` : '—',
  ]);
  const scheduled = schedule.map(({ type, everySeconds, queuedAt, nextAt }) => {
    return [type, `every ${lengthText(everySeconds * 1000)}`, queuedAt ?? 'not yet', nextAt];
  });
  const titles = ['SCHEDULED', 'HOW OFTEN', 'LAST (UTC)', 'NEXT (UTC)'];
  return [
    rows.length === 0 ? 'Nothing is queued.' : table(columns, rows),
    ...(sqs === null ? [] : ['', sqsText(sqs)]),
    '',
    table(
      titles.map((title) => ({ title })),
      scheduled,
    ),
    '',
    processesText(running),
  ].join('\n');
}

/** What SQS holds, which does not tell types apart. */
function sqsText(queues: readonly QueueLook[]): string {
  const rows = queues.map(({ lane, queue, facts }) => {
    const { waiting, taken, later, dead } = facts ?? {};
    const count = (known: number | null | undefined) => (known == null ? '—' : `${known}`);
    return [lane, printable(queue), ...[waiting, taken, later, dead].map(count)];
  });
  const titles = ['WAITING', 'TAKEN', 'LATER', 'DEAD-LETTER'];
  const columns = [
    ...['LANE', 'IN SQS'].map((title) => ({ title })),
    ...titles.map((title) => ({ title, align: right })),
  ];
  const problems = queues.flatMap(({ problem }) => problem?.message ?? []);
  return [table(columns, rows), ...new Set(problems.map(printable))].join('\n');
}

/** Types of which nothing is queued at the moment, and some was done. */
function quietTypes(counts: readonly JobCounts[], running: ControlJobs | null): Counted[] {
  if (!running) return [];
  const queued = new Set(counts.map(({ type }) => type));
  const types = Object.keys(running.done).filter((type) => !queued.has(type));
  return types
    .filter((type) => (running.done[type] ?? 0) + (running.failed[type] ?? 0) > 0)
    .map((type) => {
      return { lane: null, type, waiting: 0, later: 0, running: 0, dead: 0, dueSince: null };
    });
}

/** Who works the jobs off, in one line. */
export function processesText(running: ControlJobs | null): string {
  if (!running) return 'No API runs on this data directory: done and failed are not known.';
  const { ready, wanted, readAt, at } = running;
  const read =
    readAt === null
      ? 'none has read the queue yet'
      : `the queue was read ${lengthText(Math.max(0, Date.parse(at) - Date.parse(readAt)))} ago`;
  return `Job processes: ${ready} of ${wanted}; ${read}.`;
}
