import type { Runbook, Step } from './runbook.js';

/** How far a step has come. `begun`: a command of it was started, and how it ended is not known. */
export interface StepProgress {
  /** The step, known by its text: a runbook that was edited meanwhile is gone on with all the same. */
  readonly text: string;
  readonly state: 'begun' | 'done' | 'skipped';
  /** ISO 8601. */
  readonly at: string;
}

/** How far somebody has come in a runbook, for one incident or for none. */
export interface Progress {
  /** ISO 8601. */
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly steps: readonly StepProgress[];
}

/** Nothing is done yet. */
export function newProgress(now: number): Progress {
  return { startedAt: new Date(now).toISOString(), finishedAt: null, steps: [] };
}

/** With what became of a step. */
export function withStep(
  progress: Progress,
  { text }: Step,
  state: StepProgress['state'],
  now: number,
): Progress {
  const others = progress.steps.filter((each) => each.text !== text);
  return { ...progress, steps: [...others, { text, state, at: new Date(now).toISOString() }] };
}

/** What became of a step; undefined when nothing has. */
export function progressOf(progress: Progress, { text }: Step): StepProgress | undefined {
  return progress.steps.find((step) => step.text === text);
}

/** Whether a step needs nobody any more. */
export function isOver(progress: Progress, step: Step): boolean {
  const state = progressOf(progress, step)?.state;
  return state === 'done' || state === 'skipped';
}

/** Index of the first step that is not over; the number of steps when all are. */
export function nextStep(progress: Progress, { steps }: Pick<Runbook, 'steps'>): number {
  const at = steps.findIndex((step) => !isOver(progress, step));
  return at < 0 ? steps.length : at;
}
