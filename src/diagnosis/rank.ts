import type { Hypothesis } from '../contracts/diagnosis.js';
import { considerBot, considerHotKey } from './hypotheses/callers.js';
import type { Claim, Consider } from './hypotheses/claim.js';
import { considerData } from './hypotheses/data.js';
import { considerDatabase } from './hypotheses/database.js';
import { considerCache, considerDisk, considerVendor } from './hypotheses/dependencies.js';
import { considerDeploy } from './hypotheses/deploy.js';
import { considerProcesses } from './hypotheses/processes.js';
import { considerTraffic } from './hypotheses/traffic.js';
import { considerUncachedRoute } from './hypotheses/uncached-route.js';
import { hasBefore, type Picture } from './picture.js';

const considered: readonly Consider[] = [
  considerDeploy,
  considerUncachedRoute,
  considerTraffic,
  considerHotKey,
  considerBot,
  considerDatabase,
  considerCache,
  considerVendor,
  considerDisk,
  considerData,
  considerProcesses,
];

/**
 * What the evidence of a hypothesis must add up to before it is likelier than that none of them is
 * right. With no time before to compare with, most of the evidence is missing.
 */
const unknownScore = { usual: 1.5, withoutBefore: 4 } as const;

/**
 * All hypotheses, the likeliest first. Weights add up like the logarithms of odds, as if pieces of
 * evidence were independent: the probabilities rank, they are not calibrated.
 */
export function rank(picture: Picture): readonly Hypothesis[] {
  const claims = considered.flatMap((consider) => consider(picture));
  const scores = claims.map(({ evidence }) =>
    evidence.reduce((sum, { weight }) => sum + weight, 0),
  );
  const unknown = hasBefore(picture) ? unknownScore.usual : unknownScore.withoutBefore;
  const most = Math.max(unknown, ...scores);
  const total = [unknown, ...scores].reduce((sum, score) => sum + Math.exp(score - most), 0);
  const probabilityOf = (score: number) => Math.exp(score - most) / total;
  return [
    ...claims.map((claim, index) => hypothesisOf(claim, probabilityOf(scores[index] ?? 0))),
    { ...unknownCause, probability: probabilityOf(unknown) },
  ].sort((a, b) => b.probability - a.probability);
}

function hypothesisOf(claim: Claim, probability: number): Hypothesis {
  const { evidence, ...named } = claim;
  const byWeight = [...evidence].sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  return {
    ...named,
    probability,
    for: byWeight.filter(({ weight }) => weight > 0),
    against: byWeight.filter(({ weight }) => weight < 0),
  };
}

const unknownCause: Omit<Hypothesis, 'probability'> = {
  cause: 'unknown',
  family: 'unknown',
  subject: null,
  title: 'None of these, or not enough is known',
  for: [],
  against: [],
  next: 'catops incident open',
};
