import type { Diagnosis } from '../contracts/diagnosis.js';
import { commitOf } from '../environments/commit-of.js';
import type { ReleaseHistory } from '../environments/compare-releases.js';

/** A release less likely than that is no reason to read its commits. */
const suspected = 0.2;

/** Adds to a diagnosis what the release brought that may be the reason: whom to ask, what to look at. */
export async function addCommits(
  found: Diagnosis,
  history: Pick<ReleaseHistory, 'compare'>,
  signal: AbortSignal,
): Promise<Diagnosis> {
  const index = found.hypotheses.findIndex(({ cause }) => cause === 'deploy');
  const deploy = found.hypotheses[index];
  const isMeant =
    deploy !== undefined &&
    (deploy.probability >= suspected || (index === 1 && found.beside === 'deploy'));
  const release = isMeant
    ? found.releases.findLast(({ version }) => version === deploy.subject)
    : undefined;
  if (release === undefined || release.previous === null) return found;
  const { version, previous } = release;
  const [from, to] = [commitOf(previous), commitOf(version)];
  if (from === null || to === null) {
    const absent = `${from === null ? previous : version} does not say which commit it was built from`;
    return { ...found, brought: { version, previous, commits: [], total: 0, absent } };
  }
  const { commits, total, absent, direction } = await history.compare(from, to, signal);
  const back = direction === 'back' ? `${version} is older than ${previous}` : null;
  return {
    ...found,
    brought:
      back === null
        ? { version, previous, commits, total, absent }
        : { version, previous, commits: [], total: 0, absent: back },
  };
}
