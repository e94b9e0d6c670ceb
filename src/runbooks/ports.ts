import type { Progress, StepProgress } from './progress.js';
import type { Block, Runbook, Step } from './runbook.js';

/** The runbooks there are. */
export interface RunbookSource {
  /** Where they are, as a person reads it. */
  readonly place: string;
  /** All of them, by name. Markdown without front matter is no runbook. */
  all(): Promise<readonly Runbook[]>;
}

/** How far somebody has come, kept where nothing that is precious is lost. */
export interface ProgressStore {
  /** Null when it was never begun. */
  read(): Promise<Progress | null>;
  /** Durable when it resolves. */
  write(progress: Progress): Promise<void>;
}

/** What is asked of whoever goes through a runbook. */
export type Question =
  /** A step without a command: is it done? */
  | { readonly kind: 'by-hand'; readonly step: Step }
  /** May it be run? Where it is dangerous a whole yes is wanted. */
  | { readonly kind: 'run'; readonly block: Block }
  /** Was it as expected? */
  | {
      readonly kind: 'seen';
      readonly step: Pick<Step, 'after' | 'expected'>;
      readonly exitCode: number | null;
    };

export type Answer =
  | { readonly kind: 'yes' | 'skip' | 'repeat' | 'stop' }
  | { readonly kind: 'note'; readonly text: string };

/** Whoever goes through a runbook. */
export interface Reader {
  /** Shows a step; `before` is what became of it in an earlier run that was cut off. */
  show(step: Step, at: number, before: StepProgress | undefined): void;
  ask(question: Question): Promise<Answer>;
}

/** How a command went; output as it came, to be redacted before it is kept. */
export interface Ran {
  readonly argv: readonly string[];
  readonly startedAt: string;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly durationMs: number;
  readonly head: string;
  readonly tail: string;
  readonly omittedBytes: number;
}

/** Runs the lines of a block in one shell, which stops at the first that fails. */
export type RunBlock = (block: Block) => Promise<Ran>;

/** Writes into the timeline of the incident. Never throws for what the record or a vendor does. */
export interface Journal {
  command(ran: Ran): Promise<void>;
  note(text: string): Promise<void>;
}
