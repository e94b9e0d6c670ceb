import { type BreakerState, breakerLevels } from '../health/breaker-board.js';
import type { JobMetrics } from '../jobs/job-tally.js';
import { type JobPolicy, jobPolicies } from '../jobs/jobs.js';
import { family, type Sample } from './metrics-text.js';

/** The Prometheus text of what the job worker does; `now` is in milliseconds since the epoch. */
export function renderJobs({ done, failed, heartbeatAt, queue }: JobMetrics, now: number): string {
  const byType = (counts: JobMetrics['done']): Sample[] =>
    Object.entries(counts).map(([type, count]) => [labelsOf(type), count]);
  const lanes = Object.entries(queue?.lanes ?? {});
  return [
    family('catops_jobs_done_total', 'counter', 'Jobs done.', byType(done)),
    family('catops_jobs_failed_total', 'counter', 'Attempts that failed.', byType(failed)),
    family(
      'catops_job_worker_heartbeat_timestamp_seconds',
      'gauge',
      'When the job worker last read the queue; 0 when it never did.',
      [['', heartbeatAt / 1000]],
    ),
    family(
      'catops_jobs_waiting',
      'gauge',
      'Jobs that are due and that nobody has taken.',
      lanes.map(([lane, { waiting }]): Sample => [`{lane="${lane}"}`, waiting]),
    ),
    family(
      'catops_jobs_oldest_waiting_seconds',
      'gauge',
      'For how long the first of them has been due.',
      lanes.map(([lane, { dueSince }]): Sample => {
        return [`{lane="${lane}"}`, dueSince === null ? 0 : Math.max(0, now - dueSince) / 1000];
      }),
    ),
    family(
      'catops_jobs_dead',
      'gauge',
      'Jobs given up, until somebody has them tried again.',
      lanes.map(([lane, { dead }]): Sample => [`{lane="${lane}"}`, dead]),
    ),
  ].join('');
}

// Where an older release counted a type that is no more, it has no lane.
const policies: Readonly<Partial<Record<string, JobPolicy>>> = jobPolicies;

function labelsOf(type: string): string {
  const lane = policies[type]?.priority;
  return lane === undefined ? `{type="${type}"}` : `{type="${type}",lane="${lane}"}`;
}

/** The Prometheus text of how the breakers stand. */
export function renderBreakers(breakers: readonly BreakerState[]): string {
  return [
    family(
      'catops_breaker_state',
      'gauge',
      'Of what is asked behind it: 0 closed, 1 half-open, 2 open. The worst of all processes.',
      breakers.map(({ dependency, position }): Sample => {
        return [`{dependency="${dependency}"}`, breakerLevels[position]];
      }),
    ),
    family(
      'catops_breaker_opened_total',
      'counter',
      'How often it opened.',
      breakers.map(({ dependency, opened }): Sample => [`{dependency="${dependency}"}`, opened]),
    ),
  ].join('');
}
