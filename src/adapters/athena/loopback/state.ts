import type { CatalogTable } from '../../../rollups/init/ports.js';

/** What a statement came to: texts, as Athena sends all values. */
export interface Executed {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly (string | null)[])[];
  readonly scannedBytes: number;
}

/** Runs what Athena would run; a throw is a failed query with that message as its reason. */
export type Execute = (sql: string, signal: AbortSignal) => Promise<Executed>;

/** What one look at a query sees. `end` waits for the statement and shows how it ended. */
export type Step =
  | 'QUEUED'
  | 'RUNNING'
  | 'end'
  | { readonly scanned: number }
  | { readonly failed: string; readonly retryable?: boolean }
  | { readonly cancelled: string };

export interface LoopbackQuery {
  readonly id: string;
  readonly sql: string;
  /** All parameters of the start, as JSON: a token stands for exactly these. */
  readonly parameters: string;
  readonly token: string;
  readonly workGroup: string;
  readonly statement: 'DML' | 'DDL';
  readonly run: Promise<Executed | Error>;
  readonly stopping: AbortController;
  /** What the next looks see; the last one stays. */
  steps: Step[];
  state: 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';
  reason: string | null;
  retryable: boolean;
  /** Milliseconds since the epoch. */
  submittedAt: number;
  scannedBytes: number;
  result: Executed | null;
  stops: number;
}

export interface LoopbackWorkGroup {
  readonly name: string;
  readonly enabled: boolean;
  readonly enforced: boolean;
  readonly cutOffBytes: number | null;
  readonly engine: string;
  readonly results: string | null;
}

export interface AthenaState {
  readonly workGroups: LoopbackWorkGroup[];
  /** Databases and their tables. */
  readonly databases: Map<string, Map<string, CatalogTable>>;
  readonly queries: LoopbackQuery[];
  /** Steps of queries that are yet to start, one list each; without one a query just runs. */
  readonly scripts: Step[][];
  /** Starts that are turned away because too much runs. */
  busy: number;
  /** What every call is answered with, such as `ExpiredTokenException`. */
  refusal: { readonly type: string; readonly message: string; after: number } | null;
  /** Whether results can be read and written. */
  results: 'open' | 'unreadable' | 'gone';
  /** How many looks a stopped query takes to be cancelled. */
  stopTakes: number;
}

export const testWorkGroup: LoopbackWorkGroup = {
  name: 'catops',
  enabled: true,
  enforced: true,
  cutOffBytes: 20_000_000_000,
  engine: 'Athena engine version 3',
  results: 's3://results/athena/',
};
