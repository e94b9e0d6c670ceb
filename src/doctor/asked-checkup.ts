import { CatopsError } from '../platform/errors.js';
import type { Checkup, Finding } from './finding.js';
import { findingsOf } from './vendor-findings.js';

/** Something that the API's administration looks at, because its servers use it. */
export interface AskedCheckup<Answer> {
  readonly area: string;
  /** What is broken when nothing can be looked at. */
  readonly check: string;
  /** What is told to do where an error has no hint. */
  readonly mend: string;
  /** Throws a CatopsError. */
  look(): Promise<Answer>;
  judge(answer: Answer): readonly Finding[];
}

/** Asks the API's administration and judges the answer; that it has none is a finding, too. */
export function askedCheckup<Answer>(asked: AskedCheckup<Answer>): Checkup {
  const { area, check, mend, look, judge } = asked;
  return {
    area,
    examine: async () => {
      try {
        return judge(await look());
      } catch (error) {
        if (!(error instanceof CatopsError)) throw error;
        return [findingsOf(area).broken(check, error.message, error.hint ?? mend)];
      }
    },
  };
}
