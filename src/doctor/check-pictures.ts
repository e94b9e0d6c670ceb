import type { AdminReply } from '../contracts/admin-process.js';
import { askedCheckup } from './asked-checkup.js';
import type { Checkup, Finding } from './finding.js';
import { findingsOf } from './vendor-findings.js';

interface PicturesCheckupDeps {
  /** Asks the API's administration; throws a CatopsError. */
  look(): Promise<AdminReply<'bucket.look'>>;
}

const area = 'Pictures';
const make = findingsOf(area);
const check = 'bucket';
const runbook = 'catops runbook show credential-refused';

/** Looks at the bucket of uploaded pictures: whether it is there, and may be listed and read. */
export function createPicturesCheckup({ look }: PicturesCheckupDeps): Checkup {
  return askedCheckup({ area, check, mend: runbook, look, judge });
}

function judge({ bucket }: AdminReply<'bucket.look'>): readonly Finding[] {
  if (bucket === null) return [make.ok(check, 'Pictures are files of the data directory.')];
  const { place, problems } = bucket;
  if (problems.length > 0) {
    return problems.map(({ message, hint }) => make.broken(check, message, hint ?? runbook));
  }
  return [
    make.ok(check, `${place} can be listed and read.`),
    make.ok(
      'permissions',
      'Whether the servers may put and delete is not tried: it would change it.',
    ),
  ];
}
