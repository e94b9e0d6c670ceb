import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRunbookSource } from '../../src/adapters/yaml/runbook-source.js';
import type { RunbookSource } from '../../src/runbooks/ports.js';
import type { Candidate } from './completion.js';
import type { Release } from './wiring.js';

/** The project's own runbooks, and those that ship with catops. */
export function wireRunbooks(
  project: string,
  { distDir }: Pick<Release, 'distDir'>,
): RunbookSource {
  const own = join(project, 'runbooks');
  return createRunbookSource([own, fileURLToPath(new URL('../runbooks', distDir))]);
}

/** Runbooks for the shell. */
export async function runbookCandidates(source: RunbookSource): Promise<readonly Candidate[]> {
  return (await source.all()).map(({ name, title }) => ({ value: name, about: title }));
}
