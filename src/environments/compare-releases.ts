import type { Release } from './ports.js';

/** One commit between two releases. */
export interface ReleaseCommit {
  /** Abbreviated hash. */
  readonly ref: string;
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly author: string;
  readonly subject: string;
}

/** Whether a release can run on the database as the other one leaves it. */
export type SchemaVerdict =
  | { readonly kind: 'runs'; readonly why: string }
  /** A migration in between takes something away that it needs. */
  | { readonly kind: 'refuses'; readonly why: string }
  | { readonly kind: 'unknown'; readonly why: string };

/** What lies between the release that runs and the one that is to run. */
export interface Comparison {
  /** `back`: the target is older; `apart`: each has commits that the other lacks. */
  readonly direction: 'forward' | 'back' | 'apart' | 'same' | 'unknown';
  /** Newest first, at most twenty: what comes (forward) or goes (back). */
  readonly commits: readonly ReleaseCommit[];
  /** How many there are in all. */
  readonly total: number;
  readonly schema: SchemaVerdict;
  /** Why nothing can be said, when nothing can. */
  readonly absent: string | null;
}

/** Compares releases by the commits they were built from. Never throws for what is not there. */
export interface ReleaseHistory {
  compare(from: string, to: string, signal: AbortSignal): Promise<Comparison>;
}

/** The comparison of two releases, as far as they say what they were built from. */
export async function compareReleases(
  history: ReleaseHistory,
  from: Pick<Release, 'version' | 'commit'> | null,
  to: Release,
  signal: AbortSignal,
): Promise<Comparison> {
  if (from?.version === to.version) {
    const schema = { kind: 'runs', why: 'it is the version that runs' } as const;
    return { direction: 'same', commits: [], total: 0, schema, absent: null };
  }
  if (from?.commit && to.commit) return history.compare(from.commit, to.commit, signal);
  const silent = from?.commit ? to.version : (from?.version ?? 'what runs now');
  return incomparable(`${silent} does not say which commit it was built from`);
}

export function incomparable(why: string): Comparison {
  const schema = { kind: 'unknown', why } as const;
  return { direction: 'unknown', commits: [], total: 0, schema, absent: why };
}
