import { inspect } from 'node:util';

/** Every way in which a value may be seen: printed, serialised, inspected, its causes too. */
export function everythingOf(value: unknown): string {
  const seen: string[] = [];
  let at = value;
  for (let depth = 0; at !== undefined && depth < 6; depth += 1) {
    seen.push(String(at), inspect(at, { depth: 20, showHidden: true, maxStringLength: null }));
    try {
      seen.push(JSON.stringify(at) ?? '');
    } catch {
      seen.push('(circular)');
    }
    at = at instanceof Error ? at.cause : undefined;
  }
  return seen.join('\n');
}

/** The canaries that can be seen in a value; none is what a test wants. */
export function leaksIn(value: unknown, canaries: readonly string[]): string[] {
  const text = everythingOf(value);
  return canaries.filter(
    (canary) => text.includes(canary) || text.includes(encodeURIComponent(canary)),
  );
}
