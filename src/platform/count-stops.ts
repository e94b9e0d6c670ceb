/** So long after the first call to stop, others are the same one. */
const sameStopMs = 500;

/** - `first`: end in good order. - `same`: heard of already. - `again`: end at once. */
export type StopCall = 'first' | 'same' | 'again';

/**
 * Tells a second Ctrl-C from one that arrives twice: the terminal sends it to all processes of a
 * command, and npm, a supervisor's parent and the like send it on. `now` is in milliseconds.
 */
export function countStops(now: () => number): () => StopCall {
  let firstAt: number | null = null;
  return () => {
    if (firstAt !== null) return now() - firstAt < sameStopMs ? 'same' : 'again';
    firstAt = now();
    return 'first';
  };
}
