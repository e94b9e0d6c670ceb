/** The commit that a version such as `0.1.0+4faa961abcde` is named after; null for any other name. */
export function commitOf(version: string): string | null {
  return /[+-]([0-9a-f]{7,40})(-dirty\.[0-9a-f]+)?$/.exec(version)?.[1] ?? null;
}
