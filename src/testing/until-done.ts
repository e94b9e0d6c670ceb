import type { Outcome } from '../incidents/ports.js';

/**
 * What a queue does with a write: tries, asks after `unknown`, tries again when the target has
 * nothing. Answers what it ended with and every outcome on the way.
 */
export async function untilDone<T>(
  write: () => Promise<Outcome<T>>,
  find: (() => Promise<Outcome<T | null>>) | null,
): Promise<{ readonly value: T; readonly kinds: readonly string[] }> {
  const kinds: string[] = [];
  for (let attempt = 0; attempt < 6; attempt += 1) {
    const outcome = await write();
    kinds.push(outcome.kind);
    if (outcome.kind === 'done') return { value: outcome.value, kinds };
    if (outcome.kind === 'permanent') throw new Error(`permanent: ${outcome.message}`);
    if (outcome.kind !== 'unknown' || !find) continue;
    const found = await find();
    if (found.kind === 'done' && found.value !== null) return { value: found.value, kinds };
  }
  throw new Error(`never done: ${kinds.join(', ')}`);
}
