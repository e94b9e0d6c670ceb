import { expect, it } from 'vitest';
import { renderJobs } from '../http/jobs-text.js';
import { JobTally, mergeJobs } from './job-tally.js';
import { type JobType, jobPolicies, jobSchemas } from './jobs.js';

const lane = (waiting: number, dueSince: number | null) => ({ waiting, dueSince, dead: waiting });

it('adds up the work of several processes, and tells the queue as it was last counted', () => {
  let now = 1000;
  const old = new JobTally(() => now);
  const young = new JobTally(() => now);
  old.beat();
  old.done('mail.welcome');
  old.failed('of a version that comes later');
  old.counted({ lanes: { urgent: lane(9, 0), usual: lane(9, 0) } });
  now = 5000;
  young.beat();
  young.done('mail.welcome');
  young.counted({ lanes: { urgent: lane(2, 4000), usual: lane(0, null) } });
  const merged = mergeJobs([young.metrics, null, old.metrics]);
  if (merged === null) throw new Error('There are two.');
  const lines = renderJobs(merged, 6500)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const types = [...Object.keys(jobSchemas), 'unknown'];
  const counted = (family: string, counts: Readonly<Record<string, number>>) =>
    types.map((type) => {
      const lane = type === 'unknown' ? '' : `,lane="${jobPolicies[type as JobType].priority}"`;
      return `catops_jobs_${family}_total{type="${type}"${lane}} ${counts[type] ?? 0}`;
    });
  expect(lines).toEqual([
    ...counted('done', { 'mail.welcome': 2 }),
    ...counted('failed', { unknown: 1 }),
    'catops_job_worker_heartbeat_timestamp_seconds 5',
    'catops_jobs_waiting{lane="urgent"} 2',
    'catops_jobs_waiting{lane="usual"} 0',
    'catops_jobs_oldest_waiting_seconds{lane="urgent"} 2.5',
    'catops_jobs_oldest_waiting_seconds{lane="usual"} 0',
    'catops_jobs_dead{lane="urgent"} 2',
    'catops_jobs_dead{lane="usual"} 0',
  ]);
  expect(mergeJobs([null])).toBeNull();
});
