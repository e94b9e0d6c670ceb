import type { ExpressionBuilder, ExpressionWrapper, SqlBool } from 'kysely';
import type { JobRow } from '../../src/contracts/admin-process.js';
import type { Tables } from '../infra/sql/tables.js';

type Jobs = ExpressionBuilder<Tables, 'jobs'>;

/** Which jobs are meant; what is null is not asked. */
export interface WhichJobs {
  readonly id?: number | null;
  readonly type: string | null;
  readonly state: JobRow['state'] | null;
}

/** The condition that picks them. */
export function whichJobs({ id = null, type, state }: WhichJobs) {
  return (jobs: Jobs): ExpressionWrapper<Tables, 'jobs', SqlBool> =>
    jobs.and([
      ...(id === null ? [] : [jobs('id', '=', id)]),
      ...(type === null ? [] : [jobs('type', '=', type)]),
      ...(state === null ? [] : inState(jobs, state)),
    ]);
}

function inState(jobs: Jobs, state: JobRow['state']) {
  if (state === 'dead') return [jobs('run_at', 'is', null)];
  return [
    jobs('run_at', 'is not', null),
    jobs('lease', state === 'running' ? 'is not' : 'is', null),
  ];
}
