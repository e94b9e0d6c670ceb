import type { Checkup, Finding } from '../../doctor/finding.js';
import { findingsOf } from '../../doctor/vendor-findings.js';
import { CatopsError } from '../../platform/errors.js';
import { bounded } from '../../platform/vendor-failure.js';
import { checkWorkGroup } from '../../rollups/init/check-work-group.js';
import type { WorkGroup } from '../../rollups/init/ports.js';
import { type AthenaAccess, type AthenaCall, createAthenaCall } from './client.js';
import type { Waiting } from './patience.js';
import { sizeText } from './price.js';
import { createQueries } from './queries.js';
import { readWorkGroup } from './work-group.js';

const make = findingsOf('Athena');
const timeoutMs = 15_000;
/** Queries looked at in search of one whose results can be read. */
const mostQueries = 5;

/** Looks at credentials, workgroup, cut-off and results. Read-only: no query is started. */
export function createAthenaCheckup(access: AthenaAccess & Pick<Waiting, 'clock'>): Checkup {
  const call = createAthenaCall(access);
  return {
    area: 'Athena',
    examine: async (outer) => {
      const signal = bounded(outer, timeoutMs);
      try {
        const found = await readWorkGroup(access, call, signal);
        const credential = make.ok('credentials', 'They are taken.');
        const findings = workGroupFindings(access.workGroup, found);
        if (found === null) return [credential, ...findings];
        return [credential, ...findings, await resultsFinding(access, call, signal)];
      } catch (error) {
        return [failed('credentials', error)];
      }
    },
  };
}

function workGroupFindings(name: string, found: WorkGroup | null): Finding[] {
  const problems = checkWorkGroup(name, found).map(({ check, stops, says, mend }) =>
    stops ? make.broken(check, says, mend) : make.warning(check, says, mend),
  );
  if (problems.length > 0 || found === null) return problems;
  const cutOff = `A query that would read more than ${sizeText(found.cutOffBytes ?? 0)} is stopped.`;
  return [make.ok('workgroup', `${name} is set up.`), make.ok('cut-off', cutOff)];
}

/** Whether results can be read: those of a query that ended well are there to be looked at. */
async function resultsFinding(
  access: AthenaAccess & Pick<Waiting, 'clock'>,
  call: AthenaCall,
  signal: AbortSignal,
): Promise<Finding> {
  const check = 'results';
  const queries = createQueries(access, call, () => access.clock.now());
  try {
    const ids = await call(signal, async (client, sdk, abortSignal) => {
      const input = { WorkGroup: access.workGroup, MaxResults: mostQueries };
      const command = new sdk.ListQueryExecutionsCommand(input);
      return (await client.send(command, { abortSignal })).QueryExecutionIds ?? [];
    });
    for (const id of ids) {
      if ((await queries.look(id, signal)).state !== 'SUCCEEDED') continue;
      await queries.page(id, null, signal);
      return make.ok(check, 'Those of the last query can be read.');
    }
    const says = 'No query has ended well yet: whether results can be read shows with the first.';
    return make.absent(check, says, 'catops rollup init');
  } catch (error) {
    return failed(check, error);
  }
}

function failed(check: string, error: unknown): Finding {
  if (error instanceof CatopsError)
    return make.broken(check, error.message, error.hint ?? 'try again');
  return make.broken(check, 'Athena did not answer in time.', 'try again');
}
