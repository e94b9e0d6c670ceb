import type { Answer, Journal, ProgressStore, Question, Ran, Reader, RunBlock } from './ports.js';
import { isOver, newProgress, nextStep, type Progress, progressOf, withStep } from './progress.js';
import type { Block, Runbook, Step } from './runbook.js';

export interface RunRunbookDeps {
  readonly reader: Reader;
  readonly progress: ProgressStore;
  readonly run: RunBlock;
  readonly journal: Journal;
  readonly clock: { now(): number };
}

export interface RunRunbookInput {
  readonly runbook: Runbook;
  /** From the first step on, whatever was done before. */
  readonly again: boolean;
}

/** How it ended; `at` is the index of the step that is next. */
export interface RunbookOutcome {
  readonly kind: 'finished' | 'stopped';
  readonly at: number;
  readonly progress: Progress;
}

type StepEnd = 'done' | 'skipped' | 'stopped';

/**
 * Goes through a runbook step by step. A command runs only after a yes to exactly it, and that it was
 * begun is durable before it is: after a crash nobody takes it for not done. Goes on where it was
 * stopped.
 */
export async function runRunbook(
  deps: RunRunbookDeps,
  { runbook, again }: RunRunbookInput,
): Promise<RunbookOutcome> {
  const before = await deps.progress.read();
  const resumes = before !== null && before.finishedAt === null && !again;
  let progress = resumes ? before : newProgress(deps.clock.now());
  const keep = async (next: Progress) => {
    progress = next;
    await deps.progress.write(next);
  };
  await keep(progress);
  await deps.journal.note(
    `Runbook ${runbook.name} ${resumes ? `gone on with at step ${nextStep(progress, runbook) + 1}` : 'begun'}`,
  );
  for (const [at, step] of runbook.steps.entries()) {
    if (isOver(progress, step)) continue;
    deps.reader.show(step, at, progressOf(progress, step));
    const begin = () => keep(withStep(progress, step, 'begun', deps.clock.now()));
    const end = await goThrough(deps, step, begin);
    if (end === 'stopped') return stopped(deps, runbook, at, progress);
    if (end === 'skipped') await deps.journal.note(`Step ${at + 1} skipped: ${step.text}`);
    await keep(withStep(progress, step, end, deps.clock.now()));
  }
  await keep({ ...progress, finishedAt: new Date(deps.clock.now()).toISOString() });
  await deps.journal.note(`Runbook ${runbook.name} finished`);
  return { kind: 'finished', at: runbook.steps.length, progress };
}

async function stopped(
  { journal }: RunRunbookDeps,
  { name, steps }: Runbook,
  at: number,
  progress: Progress,
): Promise<RunbookOutcome> {
  await journal.note(`Runbook ${name} stopped at step ${at + 1} of ${steps.length}`);
  return { kind: 'stopped', at, progress };
}

async function goThrough(
  deps: RunRunbookDeps,
  step: Step,
  begin: () => Promise<void>,
): Promise<StepEnd> {
  const commands = step.blocks.filter(({ run }) => run);
  if (commands.length === 0) {
    const answer = await asked(deps, { kind: 'by-hand', step });
    return answer === 'skip' ? 'skipped' : answer === 'stop' ? 'stopped' : 'done';
  }
  let done = false;
  for (const block of commands) {
    const end = await oneBlock(deps, step, block, begin);
    if (end === 'stopped') return end;
    done ||= end === 'done';
  }
  return done ? 'done' : 'skipped';
}

const nothing = { after: [], expected: null } as const;

async function oneBlock(
  deps: RunRunbookDeps,
  step: Step,
  block: Block,
  begin: () => Promise<void>,
): Promise<StepEnd> {
  for (;;) {
    const may = await asked(deps, { kind: 'run', block });
    if (may !== 'yes') return may === 'skip' ? 'skipped' : 'stopped';
    await begin();
    const ran: Ran = await deps.run(block);
    await deps.journal.command(ran);
    const { exitCode } = ran;
    const isLast = block === step.blocks.findLast(({ run }) => run);
    const { after, expected } = isLast ? step : nothing;
    if (exitCode === 0 && expected === null && after.length === 0) return 'done';
    const seen = await asked(deps, { kind: 'seen', step: { after, expected }, exitCode });
    if (seen === 'stop') return 'stopped';
    if (seen !== 'repeat') return 'done';
  }
}

/** Asks until the answer is no note; notes go into the record. */
async function asked(
  { reader, journal }: RunRunbookDeps,
  question: Question,
): Promise<Exclude<Answer['kind'], 'note'>> {
  for (;;) {
    const answer = await reader.ask(question);
    if (answer.kind !== 'note') return answer.kind;
    if (answer.text !== '') await journal.note(answer.text);
  }
}
