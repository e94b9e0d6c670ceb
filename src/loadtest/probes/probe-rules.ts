/**
 * Rules that are looked at by requests of their own, in this order: what wants cold caches comes
 * first, what uses up its keys comes last.
 */
export const probeRules = [
  'stampede',
  'cache-key-bypass',
  'isolation',
  'rate-limit-present',
] as const;

export type ProbeRule = (typeof probeRules)[number];
