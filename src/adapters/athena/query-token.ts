import { createHash } from 'node:crypto';
import type { ScanRequest } from '../../rollups/ports.js';

/**
 * Names the work, so that a start that is repeated gets the same query and is not paid twice. A
 * `attempt` above 0 is a query of its own: the one before it is dead, and its token would only
 * bring back its failure.
 */
export function queryToken(
  { sql, manifestHash, generation }: Pick<ScanRequest, 'sql' | 'manifestHash' | 'generation'>,
  attempt: number,
): string {
  const work = attempt === 0 ? `${generation}` : `${generation}.${attempt}`;
  return createHash('sha256').update(`catops/1\0${sql}\0${manifestHash}\0${work}`).digest('hex');
}
