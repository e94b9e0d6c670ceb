import { CatopsError } from '../../platform/errors.js';
import { vendorText } from '../../platform/vendor-failure.js';
import { costText } from './price.js';
import type { QueryLook } from './queries.js';

/** S3 slowed Athena down. Documented as final, and yet seen to run on (growthbook PR 1955). */
export function isSlowedDown({ state, reason }: QueryLook): boolean {
  return state === 'FAILED' && /slow ?down|reduce your request rate/i.test(reason);
}

/** Whether it ended: FAILED, too, though {@link isSlowedDown} is worth another look. */
export function isOver({ state }: QueryLook): boolean {
  return state === 'SUCCEEDED' || state === 'FAILED' || state === 'CANCELLED';
}

/**
 * Why a query that ended has no rows, as one sentence. CANCELLED is what Athena calls a scan
 * cut-off as well as what somebody stopped: only the reason tells them apart.
 */
export function endError(look: QueryLook, workGroup: string, usdPerTb: number): CatopsError {
  const { id, state, reason, scannedBytes } = look;
  const said = vendorText({ secrets: [] }, reason);
  const cost = scannedBytes ? ` (${costText(scannedBytes, usdPerTb)})` : '';
  const make = (code: CatopsError['code'], message: string, hint: string) =>
    new CatopsError(code, message, { hint });
  if (/bytes scanned limit/i.test(reason))
    return make(
      'scan-limit',
      `Athena stopped the query at the cut-off of workgroup ${workGroup}${cost}.`,
      `ask for fewer hours, or raise the cut-off of workgroup ${workGroup}`,
    );
  if (state === 'CANCELLED')
    return make(
      'query-failed',
      `Somebody stopped query ${id} of Athena${said ? `: ${said}` : ''}${cost}.`,
      'run it again',
    );
  if (/access ?denied|not authorized|insufficient .*permission|status code: 403/i.test(reason))
    return make(
      'credential-refused',
      `Athena may not read the log or write its results: ${said}.`,
      `allow s3:GetObject on the log and s3:PutObject on the results of workgroup ${workGroup}`,
    );
  if (isSlowedDown(look))
    return make(
      'vendor-throttled',
      `S3 slowed Athena down, and a minute did not help: ${said}.`,
      'try again in some minutes',
    );
  const hint = /does not exist|TABLE_NOT_FOUND|SCHEMA_NOT_FOUND/.test(reason)
    ? 'catops rollup init'
    : 'mend the question, or look at the query in the Athena console';
  return make('query-failed', `Athena could not answer (query ${id}): ${said || state}.`, hint);
}
