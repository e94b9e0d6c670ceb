import { CatopsError } from '../platform/errors.js';
import { lengthText } from '../platform/format-time.js';
import { printable } from '../platform/terminal-text.js';
import { bounded } from '../platform/vendor-failure.js';
import type { Checkup, Finding } from './finding.js';
import { clockFinding, findingsOf } from './vendor-findings.js';

/** Whose credentials are used: what AWS answers who asks it that. */
interface Identity {
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  /** Milliseconds since the epoch; null when they do not end, or do not say. */
  readonly expiresAt: number | null;
  /** ISO 8601, cut to the second. */
  readonly vendorTime: string | undefined;
}

interface AwsCheckupDeps {
  /** Throws a CatopsError when it is not told. */
  whoAmI(signal: AbortSignal): Promise<Identity>;
  readonly clock: { now(): number };
}

const make = findingsOf('AWS');
const timeoutMs = 15_000;
/** An incident takes longer: who begins one with such credentials loses them in the middle of it. */
const soonMs = 15 * 60_000;
/** Requests must come within five minutes of their time (IAM guide, "Signature Version 4"). */
const mostSkewMs = 5 * 60_000;

/** Looks at what all AWS services have in common: whose credentials, until when, and the clock. */
export function createAwsCheckup({ whoAmI, clock }: AwsCheckupDeps): Checkup {
  return {
    area: 'AWS',
    examine: async (outer) => {
      try {
        const identity = await whoAmI(bounded(outer, timeoutMs));
        const now = clock.now();
        return [who(identity), ...endFinding(identity, now), ...skewFinding(identity, now)];
      } catch (error) {
        return [failed(error)];
      }
    },
  };
}

function who({ arn, account, region }: Identity): Finding {
  return make.ok('credentials', printable(`${arn}, account ${account}, region ${region}.`));
}

function endFinding({ expiresAt }: Identity, now: number): Finding[] {
  if (expiresAt === null) return [];
  const leftMs = expiresAt - now;
  const mend = 'renew them (aws sso login)';
  if (leftMs <= 0) return [make.broken('credentials end', 'They have ended.', mend)];
  const says = `They end in ${lengthText(leftMs)}.`;
  if (leftMs < soonMs) return [make.warning('credentials end', says, mend)];
  return [make.ok('credentials end', says)];
}

function skewFinding({ vendorTime }: Identity, now: number): Finding[] {
  if (vendorTime === undefined) return [];
  const found = clockFinding(make, [{ kind: 'done', value: null, vendorTime }], now);
  if (Math.abs(now - Date.parse(vendorTime)) < mostSkewMs) return found;
  // The SDK corrects it for itself; the AWS CLI and everything else on this machine does not.
  return found.map((finding) => ({ ...finding, state: 'broken' }));
}

function failed(error: unknown): Finding {
  const check = 'credentials';
  if (error instanceof CatopsError)
    return make.broken(check, error.message, error.hint ?? 'try again');
  return make.broken(check, 'AWS did not answer in time.', 'try again');
}
