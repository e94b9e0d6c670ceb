/**
 * Bounds that no scenario goes beyond, whatever it says: a slip of a finger must not become an
 * attack, and no file may fill the memory.
 */
export const caps = {
  /** Seconds of all phases together. */
  runSeconds: 4 * 3600,
  /** Paced requests of all phases together. */
  runRequests: 10_000_000,
  /** Values of one feed. */
  feedValues: 100_000,
  feedFileBytes: 16_777_216,
  /** One request body. */
  bodyBytes: 102_400,
  /** Paths, headers and bodies of all prepared requests together. */
  preparedBytes: 67_108_864,
} as const;
