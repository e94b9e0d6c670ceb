const unitBytes = { B: 1, kB: 1e3, KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 } as const;

/**
 * Bytes of a size as people write it: `20GB`, `1.5 MB`; decimal, as storage and scans are priced.
 * Throws a RangeError that says what would be right.
 */
export function parseSize(text: string): number {
  const match = /^(\d+(?:\.\d+)?) ?(B|kB|KB|MB|GB|TB)$/.exec(text.trim());
  const bytes = Math.round(Number(match?.[1]) * unitBytes[match?.[2] as keyof typeof unitBytes]);
  if (!Number.isSafeInteger(bytes) || bytes <= 0) {
    throw new RangeError(`"${text}" is not a size such as 20GB`);
  }
  return bytes;
}
