const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A duration as people write it: `250ms`, `30s`, `5m`, `1h`, `1d`. */
export type DurationText = `${number}${keyof typeof unitMs}`;

/** Milliseconds of a duration such as `1.5s`; undefined when it is not one. Never negative. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text);
  if (!match) return undefined;
  return Number(match[1]) * unitMs[match[2] as keyof typeof unitMs];
}

/** Milliseconds of a duration written in our own code or checked before. Throws RangeError. */
export function durationMs(text: DurationText): number {
  const ms = parseDuration(text);
  if (ms === undefined) throw new RangeError(`Not a duration: ${text}`);
  return ms;
}
