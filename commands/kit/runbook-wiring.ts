import { createRunbookProgress } from '../../src/adapters/local/runbook-progress.js';
import { createRunbookSource } from '../../src/adapters/yaml/runbook-source.js';
import type { Host } from '../../src/platform/host.js';
import type { ProgressStore, RunbookSource } from '../../src/runbooks/ports.js';
import type { Candidate } from './completion.js';
import { type IncidentOptions, stateDirOf } from './incident-wiring.js';

/** What commands about runbooks work with. */
export interface Runbooks {
  readonly source: RunbookSource;
  /** How far somebody has come in one, for an incident or for none. */
  progress(runbook: string, incident: string | null): ProgressStore;
}

/** The runbooks of those folders; progress is in the state directory. */
export function wireRunbooks(
  host: Host,
  options: IncidentOptions,
  folders: readonly [string, ...string[]],
): Runbooks {
  const stateDir = stateDirOf(host, options);
  return {
    source: createRunbookSource(folders),
    progress: (runbook, incident) => createRunbookProgress(stateDir, { runbook, incident }),
  };
}

/** Runbooks for the shell. */
export async function runbookCandidates(source: RunbookSource): Promise<readonly Candidate[]> {
  return (await source.all()).map(({ name, title }) => ({ value: name, about: title }));
}
