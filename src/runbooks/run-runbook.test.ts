import { expect, it } from 'vitest';
import type { Answer, Question, Ran } from './ports.js';
import type { Progress } from './progress.js';
import { runRunbook } from './run-runbook.js';
import type { Block, Runbook, Step } from './runbook.js';

const block = (code: string, more: Partial<Block> = {}): Block => ({
  ...{ code, run: true, danger: false },
  ...more,
});
const step = (
  text: string,
  blocks: readonly Block[] = [],
  expected: string | null = null,
): Step => ({
  ...{ heading: null, text, details: [], after: [] },
  ...{ blocks, expected },
});
const runbook: Runbook = {
  ...{ name: 'disk-full', title: 'The disk is full', alarms: [], errorCodes: [], rules: [] },
  ...{ severity: 'sev2', owner: 'operations', lastDrilled: 'never', sections: [], faults: [] },
  steps: [
    step('Look', [block('df -h'), block('PID', { run: false })]),
    step('Ask the owner'),
    step('Free space', [block('rm -r old', { danger: true })], 'less than 90 %'),
  ],
};

/** Somebody who answers so; what is run, kept and written down, in order. */
function world(
  answers: readonly (Answer | Answer['kind'])[],
  exitCodes: Record<string, number> = {},
) {
  const log: string[] = [];
  const left = [...answers];
  const kept: { progress: Progress | null } = { progress: null };
  const ran = (code: string): Ran => ({
    ...{ argv: ['sh', '-ec', code], startedAt: '', signal: null, durationMs: 1 },
    ...{ head: 'out', tail: '', omittedBytes: 0, exitCode: exitCodes[code] ?? 0 },
  });
  const deps = {
    clock: { now: () => Date.UTC(2026, 8, 12) },
    reader: {
      show: ({ text }: Step, at: number, before?: { state: string }) =>
        void log.push(`show ${at + 1} ${text}${before ? ` (${before.state})` : ''}`),
      ask: async (question: Question): Promise<Answer> => {
        log.push(
          `ask ${question.kind}${question.kind === 'run' && question.block.danger ? ' danger' : ''}`,
        );
        const answer = left.shift();
        if (answer === undefined) throw new Error(`nobody answers ${question.kind}`);
        return typeof answer === 'string' ? ({ kind: answer } as Answer) : answer;
      },
    },
    progress: {
      read: async () => kept.progress,
      write: async (progress: Progress) => {
        kept.progress = progress;
        log.push(`keep ${progress.steps.map(({ state }) => state).join(' ')}`);
      },
    },
    run: async ({ code }: Block) => {
      log.push(`run ${code}`);
      return ran(code);
    },
    journal: {
      command: async ({ argv }: Ran) => void log.push(`record ${argv.at(-1)}`),
      note: async (text: string) => void log.push(`note ${text}`),
    },
  };
  return { deps, log, kept, run: (again = false) => runRunbook(deps, { runbook, again }) };
}

it('runs each command after a yes to it, keeps that it was begun first, and records what came of it', async () => {
  const { log, run } = world(['yes', 'yes', 'yes', 'yes']);
  expect(await run()).toMatchObject({ kind: 'finished', at: 3 });
  expect(log).toEqual([
    'keep ',
    'note Runbook disk-full begun',
    'show 1 Look',
    'ask run',
    'keep begun',
    'run df -h',
    'record df -h',
    'keep done',
    'show 2 Ask the owner',
    'ask by-hand',
    'keep done done',
    'show 3 Free space',
    'ask run danger',
    'keep done done begun',
    'run rm -r old',
    'record rm -r old',
    'ask seen',
    'keep done done done',
    'keep done done done',
    'note Runbook disk-full finished',
  ]);
});

it('runs nothing that was skipped, and writes notes down', async () => {
  const note: Answer = { kind: 'note', text: 'full since noon' };
  const { log, run } = world([note, 'skip', { kind: 'note', text: '' }, 'skip', 'skip']);
  expect((await run()).kind).toBe('finished');
  expect(log.filter((line) => /^(run|record)/.test(line))).toEqual([]);
  expect(log.filter((line) => line.startsWith('note'))).toEqual([
    'note Runbook disk-full begun',
    'note full since noon',
    'note Step 1 skipped: Look',
    'note Step 2 skipped: Ask the owner',
    'note Step 3 skipped: Free space',
    'note Runbook disk-full finished',
  ]);
});

it('goes on where it was stopped, and from the start when asked to or when it was finished', async () => {
  const first = world(['yes', 'stop']);
  expect(await first.run()).toMatchObject({ kind: 'stopped', at: 1 });
  const second = world(['yes', 'stop']);
  second.kept.progress = first.kept.progress;
  expect(await second.run()).toMatchObject({ kind: 'stopped', at: 2 });
  expect(second.log.filter((line) => /^(show|note)/.test(line))).toEqual([
    'note Runbook disk-full gone on with at step 2',
    'show 2 Ask the owner',
    'show 3 Free space',
    'note Runbook disk-full stopped at step 3 of 3',
  ]);
  const again = world(['stop']);
  again.kept.progress = second.kept.progress;
  expect(await again.run(true)).toMatchObject({ kind: 'stopped', at: 0 });
  const after = world(['stop']);
  after.kept.progress = { ...(second.kept.progress as Progress), finishedAt: '2026-09-12' };
  expect(await after.run()).toMatchObject({ kind: 'stopped', at: 0 });
});

it('asks about what failed, and runs it once more only after another yes', async () => {
  const { log, run } = world(['yes', 'repeat', 'yes', 'yes', 'stop'], { 'df -h': 1 });
  expect(await run()).toMatchObject({ kind: 'stopped', at: 1 });
  expect(log.filter((line) => /^(ask|run)/.test(line))).toEqual([
    'ask run',
    'run df -h',
    'ask seen',
    'ask run',
    'run df -h',
    'ask seen',
    'ask by-hand',
  ]);
});

it('says of a command that was cut off that it was begun, and asks again', async () => {
  const { deps, kept, run } = world(['yes']);
  deps.run = async () => {
    throw new Error('the machine went away');
  };
  await expect(run()).rejects.toThrow('went away');
  const next = world(['stop']);
  next.kept.progress = kept.progress;
  await next.run();
  expect(next.log).toContain('show 1 Look (begun)');
});
