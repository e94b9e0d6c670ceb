import { printable } from '../../src/platform/terminal-text.js';
import type { Block, Runbook, Step } from '../../src/runbooks/runbook.js';
import { proseLines } from './prose-lines.js';

/** What a runbook is about, before its steps. */
export function headLines(runbook: Runbook, width: number): string[] {
  const { name, title, severity, owner, lastDrilled, faults } = runbook;
  return [
    printable(`${title} (${name})`),
    printable(`${severity} · owner ${owner} · last drilled ${lastDrilled}`),
    ...sectionLines(runbook, 'What it means', null, width),
    ...sectionLines(runbook, 'How you see it', 'How you see it', width),
    ...faults.map((fault) => printable(`! This runbook is badly written: ${fault}.`)),
  ];
}

/** A step with all that belongs to it; `at` counts from 1. */
export function stepLines(step: Step, at: number, width: number): string[] {
  const { text, details, after, blocks, expected } = step;
  const number = `${at}. `;
  const indent = ' '.repeat(number.length);
  const [first = '', ...others] = proseLines(text, width, indent);
  return [
    `${number}${first.slice(indent.length)}`,
    ...others,
    ...proseLines(details.join('\n'), width, indent).filter(Boolean),
    ...blocks.flatMap(blockLines),
    ...seenLines({ after, expected }, width, indent),
  ];
}

/** What to look at once a command has run. */
export function seenLines(
  { after, expected }: Pick<Step, 'after' | 'expected'>,
  width: number,
  indent = '',
): string[] {
  return [
    ...proseLines(after.join('\n'), width, indent).filter(Boolean),
    ...(expected === null ? [] : proseLines(`Expected: ${expected}`, width, indent)),
  ];
}

/** `$ df -h`, and what is to be known of it. Nothing is cut or wrapped: it is to be copied. */
export function blockLines({ code, run, danger }: Block): string[] {
  const note = danger ? '  (can do harm: asks for a whole yes)' : run ? '' : '  (by hand)';
  return code
    .split('\n')
    .map((line, at) => printable(`     ${run ? '$' : '·'} ${line}${at === 0 ? note : ''}`));
}

/** Parts that come after the steps: when to stop, and what else there is. */
export function tailLines(runbook: Runbook, width: number): string[] {
  const before = ['What it means', 'How you see it'];
  return runbook.sections
    .filter(({ heading }) => !before.includes(heading))
    .flatMap(({ heading }) => sectionLines(runbook, heading, heading, width));
}

/** The heading a step stands under, where it is the first of its part. */
export function partLines({ steps }: Runbook, at: number): string[] {
  const heading = steps[at]?.heading ?? null;
  if (heading === null || heading === steps[at - 1]?.heading) return [];
  return [printable(`── Part ${heading} ──`)];
}

function sectionLines(
  { sections }: Runbook,
  heading: string,
  title: string | null,
  width: number,
): string[] {
  const found = sections.find((section) => section.heading === heading);
  if (!found) return [];
  return ['', ...(title === null ? [] : [printable(title)]), ...proseLines(found.text, width)];
}
