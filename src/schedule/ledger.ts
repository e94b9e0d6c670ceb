import type { JobRecord } from './record.js';

/** The right to run a job: one holder at a time on this machine. Ends with its process. */
export interface Claim {
  release(): Promise<void>;
}

/** What was done when, durably, for all processes. Throws `local-store-unwritable`, `format-too-new`. */
export interface Ledger {
  /** At once; `busy` names the holder. The claim of a dead process is no hindrance. */
  claim(job: string): Promise<Claim | { readonly busy: string }>;
  /** The empty record for a job that was never here. */
  read(job: string): Promise<JobRecord>;
  /** Replaces the record as a whole; on disk when it returns. Only for the holder of the claim. */
  write(job: string, record: JobRecord): Promise<void>;
}
