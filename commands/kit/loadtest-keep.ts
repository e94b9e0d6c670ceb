import type { RunLoadtestDeps } from '../../src/loadtest/run-input.js';

/** The same, and whether a run that was to be kept in a file could not be. */
export function watchKeep(deps: RunLoadtestDeps): { deps: RunLoadtestDeps; lost(): boolean } {
  const { keep } = deps;
  if (keep === null) return { deps, lost: () => false };
  let lost = false;
  const watched: RunLoadtestDeps['keep'] = async (run) => {
    lost = true;
    await keep(run);
    lost = false;
  };
  return { deps: { ...deps, keep: watched }, lost: () => lost };
}
