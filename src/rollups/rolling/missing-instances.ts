import type { Hour, LogFile } from '../ports.js';

/**
 * Servers that wrote in a closed hour and not in the next one, though others did: their files may be
 * still to come, or lost.
 */
export function missingInstances(
  files: readonly LogFile[],
  closed: readonly Hour[],
): readonly { readonly hour: Hour; readonly instance: string }[] {
  const seen = new Map<Hour, Set<string>>();
  for (const { key, hour } of files) {
    const instance = instanceOf(key);
    if (instance === null) continue;
    seen.set(hour, (seen.get(hour) ?? new Set()).add(instance));
  }
  return [...closed].sort().flatMap((hour, index, hours) => {
    const before = seen.get(hours[index - 1] ?? '');
    const now = seen.get(hour);
    if (!before || !now) return [];
    return [...before]
      .filter((instance) => !now.has(instance))
      .sort()
      .map((instance) => ({ hour, instance }));
  });
}

/** `host` of `…/host-20181115T210000000Z-0001.json.gz`; null where names are made otherwise. */
function instanceOf(key: string): string | null {
  return /([^/]+)-\d{8}T\d{9}Z-\d+\.json\.gz$/.exec(key)?.[1] ?? null;
}
