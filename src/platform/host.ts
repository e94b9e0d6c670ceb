/** Time, as the process sees it. Tests hand in their own. */
export interface Clock {
  /** Milliseconds since the epoch, UTC. */
  now(): number;
  /** Milliseconds since some fixed point, never going backwards. */
  monotonic(): number;
  /** Waits; rejects with the signal's reason when it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** A stream that commands write to. */
export interface Output {
  write(text: string | Uint8Array): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

/** Everything the process owns. Only `node-host.ts` and the entry files touch the real globals. */
export interface Host {
  /** Arguments after the program's name. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What is piped or typed in; reading it starts when somebody listens. */
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  /** The answer. */
  readonly stdout: Output;
  /** The conversation. */
  readonly stderr: Output;
  readonly cwd: string;
  readonly home: string;
  readonly pid: number;
  /** Aborted by SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly fetch: typeof globalThis.fetch;
}
