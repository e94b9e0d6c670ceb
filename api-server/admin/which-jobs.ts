import type { ExpressionBuilder, ExpressionWrapper, Selectable, SqlBool } from 'kysely';
import type { JobRow } from '../../src/contracts/admin-process.js';
import type { Tables } from '../infra/sql/tables.js';

type Jobs = ExpressionBuilder<Tables, 'jobs'>;

/** Which jobs are meant; what is null is not asked. */
export interface WhichJobs {
  readonly id?: number | null;
  readonly type: string | null;
  readonly state: JobRow['state'] | null;
}

/** Whether somebody has it. A lease that has ended is nobody's: the job is due again. */
export function isRunning(
  { lease, run_at }: Pick<Selectable<Tables['jobs']>, 'lease' | 'run_at'>,
  now: number,
): boolean {
  return lease !== null && run_at !== null && run_at > now;
}

/** The condition that picks them. */
export function whichJobs({ id = null, type, state }: WhichJobs, now: number) {
  return (jobs: Jobs): ExpressionWrapper<Tables, 'jobs', SqlBool> =>
    jobs.and([
      ...(id === null ? [] : [jobs('id', '=', id)]),
      ...(type === null ? [] : [jobs('type', '=', type)]),
      ...(state === null ? [] : inState(jobs, state, now)),
    ]);
}

function inState(jobs: Jobs, state: JobRow['state'], now: number) {
  if (state === 'dead') return [jobs('run_at', 'is', null)];
  if (state === 'running') return [jobs('lease', 'is not', null), jobs('run_at', '>', now)];
  return [
    jobs('run_at', 'is not', null),
    jobs.or([jobs('lease', 'is', null), jobs('run_at', '<=', now)]),
  ];
}
