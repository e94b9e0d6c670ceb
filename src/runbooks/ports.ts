import type { Runbook } from './runbook.js';

/** The runbooks there are. */
export interface RunbookSource {
  /** Where they are, as a person reads it. */
  readonly place: string;
  /** All of them, by name. Markdown without front matter is no runbook. */
  all(): Promise<readonly Runbook[]>;
}
