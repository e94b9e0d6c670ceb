import type { Failure, Outcome } from '../incidents/ports.js';
import type { Finding } from './finding.js';

/** What a checkup of a vendor says things of. */
export interface FindingMaker {
  ok(check: string, says: string): Finding;
  warning(check: string, says: string, mend: string): Finding;
  broken(check: string, says: string, mend: string): Finding;
  absent(check: string, says: string, mend: string): Finding;
  /** A call that was not done: what the vendor said, and what to do about it. */
  failed(check: string, failure: Failure): Finding;
}

/** Findings of one area. */
export function findingsOf(area: string): FindingMaker {
  const finding =
    (state: Finding['state']) =>
    (check: string, says: string, mend: string): Finding => ({ area, check, state, says, mend });
  const broken = finding('broken');
  return {
    ok: (check, says) => ({ area, check, state: 'ok', says, mend: null }),
    warning: finding('warning'),
    broken,
    absent: finding('absent'),
    failed: (check, failure) =>
      broken(check, failure.message, failure.kind === 'permanent' ? failure.hint : 'try again'),
  };
}

const mostSkewMs = 2000;

/**
 * How far this machine's clock is from the vendor's, whose `Date` is cut to the second: it is only
 * called wrong when it must be. None when the vendor named no time.
 */
export function clockFinding(
  make: FindingMaker,
  outcomes: readonly Outcome<unknown>[],
  now: number,
): Finding[] {
  const told = outcomes.find((each) => each.kind === 'done' && each.vendorTime !== undefined);
  if (told?.kind !== 'done' || told.vendorTime === undefined) return [];
  const vendor = Date.parse(told.vendorTime);
  const ahead = now - vendor - 1000;
  const behind = vendor - now;
  if (ahead <= mostSkewMs && behind <= mostSkewMs)
    return [make.ok('clock', "This machine's clock agrees within 2 s.")];
  const [by, way] = ahead > behind ? [ahead, 'ahead'] : [behind, 'behind'];
  const says = `This machine's clock is ${(by / 1000).toFixed(0)} s ${way}: times in records are wrong.`;
  return [make.warning('clock', says, 'set the clock, or turn on network time')];
}
