import { messageOf } from '../platform/errors.js';
import type { Checkup, Finding } from './finding.js';

/** What all checkups found, in their order. */
export interface Examination {
  readonly findings: readonly Finding[];
  /** True when something will not work as it is. */
  readonly broken: boolean;
}

/** Runs every checkup side by side; one that fails is itself a finding, and spoils no other. */
export async function examine(
  checkups: readonly Checkup[],
  signal: AbortSignal,
): Promise<Examination> {
  const found = await Promise.all(
    checkups.map(({ area, examine: run }) =>
      run(signal).catch((error: unknown): Finding[] => [
        {
          area,
          check: 'checkup',
          state: 'broken',
          says: `It could not be looked at: ${messageOf(error)}`,
          mend: null,
        },
      ]),
    ),
  );
  const findings = found.flat();
  return { findings, broken: findings.some(({ state }) => state === 'broken') };
}
