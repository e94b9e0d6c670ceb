import type { RouteName } from '../../contracts/route-policy.js';

export interface StartApiOptions {
  /** Directory of the built API, `dist/api-server/`, with a trailing slash. */
  readonly releaseDir: URL;
  /** The Node that runs it: `process.execPath`. */
  readonly nodePath: string;
  /** Environment the processes inherit; what this function sets goes above it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `drill.js` can serve routes without their cache. */
  readonly worker: 'worker.js' | 'drill.js';
  readonly dataDir: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly host: string;
  readonly diagnosticsToken: string | null;
  /** Only with `drill.js`. */
  readonly uncache: readonly RouteName[];
  /** A slow step of the start, for a person to read. */
  readonly onProgress: (text: string) => void;
  /** Aborting ends the processes, also while they start. */
  readonly signal: AbortSignal;
}

/** A running API. */
export interface ApiProcess {
  /** Base URL without a trailing slash. */
  readonly url: string;
  /** Base URL of `/metrics`. */
  readonly privateUrl: string;
  /** Key of the first account, when this start made it. */
  readonly firstKey: string | undefined;
  readonly workers: number;
  /** Settles, never rejects, when the supervisor is gone, whoever ended it. */
  readonly exited: Promise<{
    readonly code: number | null;
    readonly signal: string | null;
    /** Last lines of its standard error, printable. */
    readonly lastLines: readonly string[];
  }>;
  /** Ends it: asks, then SIGTERM, then SIGKILL, each with a bounded wait. Safe to repeat. */
  stop(): Promise<void>;
}

/**
 * Starts the API as its own process and waits until it listens. A start that fails is a CatopsError
 * of the code the API names, or `server-start-failed`; no process is left in either case.
 */
export async function startApi(_options: StartApiOptions): Promise<ApiProcess> {
  throw new Error('not built yet');
}
