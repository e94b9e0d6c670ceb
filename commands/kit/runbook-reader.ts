import type { Host } from '../../src/platform/host.js';
import { printable } from '../../src/platform/terminal-text.js';
import type { Answer, Question, Reader } from '../../src/runbooks/ports.js';
import type { StepProgress } from '../../src/runbooks/progress.js';
import type { Step } from '../../src/runbooks/runbook.js';
import { askLine } from './ask.js';
import { blockLines, seenLines, stepLines } from './runbook-text.js';
import { widthOf } from './terminal.js';

/** Shows steps on standard error and asks a person, who may also skip, write a note, or stop. */
export function createTerminalReader(host: Host): Reader {
  return {
    show: (step, at, before) => show(host, step, at, before),
    ask: async (question) => {
      for (;;) {
        // After Ctrl-C nothing is asked any more.
        host.signal.throwIfAborted();
        const answer = await answerTo(host, question);
        if (answer) return answer;
      }
    },
  };
}

/** Why an unattended run came to its end before the last step. */
export interface Unattended extends Reader {
  /** A dangerous command needs a person (`danger`), or one has failed (`failed`); null: neither. */
  readonly halted: 'danger' | 'failed' | null;
}

/**
 * Says yes to what is not dangerous, and leaves what is done by hand to a person. A dangerous command is
 * asked about where somebody sits, and ends the run elsewhere; so does one that fails.
 */
export function createUnattendedReader(host: Host, person: Reader | null): Unattended {
  let halted: Unattended['halted'] = null;
  const stop = (why: 'danger' | 'failed'): Answer => {
    halted = why;
    return { kind: 'stop' };
  };
  return {
    get halted() {
      return halted;
    },
    show: (step, at, before) => show(host, step, at, before),
    ask: async (question) => {
      host.signal.throwIfAborted();
      if (question.kind === 'by-hand') return { kind: 'skip' };
      if (question.kind === 'seen')
        return question.exitCode === 0 ? { kind: 'yes' } : stop('failed');
      const { block } = question;
      if (block.danger) return person ? person.ask(question) : stop('danger');
      host.stderr.write(`${blockLines(block).map(printable).join('\n')}\n`);
      return { kind: 'yes' };
    },
  };
}

/** The commands of a step are shown when each is asked about. */
function show(host: Host, step: Step, at: number, before: StepProgress | undefined): void {
  const byHand = step.blocks.filter(({ run }) => !run);
  const { after, expected } =
    byHand.length === step.blocks.length ? step : { after: [], expected: null };
  const lines = [
    '',
    ...stepLines({ ...step, after, expected, blocks: byHand }, at + 1, widthOf(host.stderr)),
    ...(before?.state === 'begun'
      ? [`   ! Run before, at ${before.at}: see what it did before you run it again.`]
      : []),
  ];
  host.stderr.write(`${lines.join('\n')}\n`);
}

/** Undefined asks once more. */
async function answerTo(host: Host, question: Question): Promise<Answer | undefined> {
  const typed = (await askLine(host, textOf(question, widthOf(host.stderr)))).toLowerCase();
  if (typed === 'n' || typed === 'note') {
    return { kind: 'note', text: await askLine(host, 'Note (Enter: none):') };
  }
  if (typed === 's' || typed === 'skip') return { kind: 'skip' };
  if (question.kind === 'seen' && (typed === 'r' || typed === 'repeat')) return { kind: 'repeat' };
  if (typed === '' || typed === 'q' || typed === 'stop') return { kind: 'stop' };
  const dangerous = question.kind === 'run' && question.block.danger;
  if (typed === 'yes' || (typed === 'y' && !dangerous)) return { kind: 'yes' };
  if (typed === 'y') host.stderr.write('It can do harm: type the whole word yes.\n');
  return undefined;
}

const others = 's skip, n note, Enter stops here';

function textOf(question: Question, width: number): string {
  switch (question.kind) {
    case 'by-hand':
      return `Done? [y, ${others}]`;
    case 'run': {
      const { block } = question;
      const lines = blockLines({ ...block, danger: false }).map(printable);
      const yes = block.danger ? 'THIS CAN DO HARM: type yes' : 'y';
      return `${lines.join('\n')}\nRun it? [${yes}, ${others}]`;
    }
    case 'seen': {
      const { step, exitCode } = question;
      const how = exitCode === null ? 'It was ended by a signal.' : `It ended with ${exitCode}.`;
      const lines = [how, ...seenLines(step, width)];
      const ask = step.expected === null ? 'Go on?' : 'Was it so?';
      return `${lines.join('\n')}\n${ask} [y, r run again, ${others}]`;
    }
  }
}
