import type { Outcome } from '../../incidents/ports.js';

/** Opens what a contract is held against, and closes it again. */
export type Opens<T> = () => Promise<{
  readonly subject: T;
  close(): Promise<void>;
}>;

export const quiet: AbortSignal = new AbortController().signal;

let fresh = 0;

/** A word nobody has used before: real accounts keep what earlier runs made. */
export function unused(): string {
  fresh += 1;
  return `${Date.now().toString(36)}-${fresh}`;
}

/** What was done; throws with the failure otherwise. */
export async function done<T>(outcome: Promise<Outcome<T>>): Promise<T> {
  const ended = await outcome;
  if (ended.kind !== 'done') throw new Error(`${ended.kind}: ${ended.message}`);
  return ended.value;
}
