import { printable } from '../../src/platform/terminal-text.js';
import type { Block, Runbook, Step } from '../../src/runbooks/runbook.js';

/** What a runbook is about, before its steps. */
export function headLines(runbook: Runbook): string[] {
  const { name, title, severity, owner, lastDrilled, faults } = runbook;
  return [
    `${title} (${name})`,
    `${severity} · owner ${owner} · last drilled ${lastDrilled}`,
    ...sectionLines(runbook, 'What it means', ''),
    ...sectionLines(runbook, 'How you see it', 'How you see it'),
    ...faults.map((fault) => `! This runbook is badly written: ${fault}.`),
  ].map(printable);
}

/** A step with all that belongs to it; `at` counts from 1. */
export function stepLines({ text, details, blocks, expected }: Step, at: number): string[] {
  return [
    `${at}. ${plain(text)}`,
    ...details.map((line) => `   ${plain(line.trimEnd())}`),
    ...blocks.flatMap(blockLines),
    ...(expected === null ? [] : [`   Expected: ${plain(expected)}`]),
  ].map(printable);
}

/** `$ df -h`, and what is to be known of it. */
export function blockLines({ code, run, danger }: Block): string[] {
  const note = danger ? '  (can do harm: asks for a whole yes)' : run ? '' : '  (by hand)';
  return code
    .split('\n')
    .map((line, at) => `     ${run ? '$' : '·'} ${line}${at === 0 ? note : ''}`);
}

/** Parts that come after the steps: when to stop, and what else there is. */
export function tailLines(runbook: Runbook): string[] {
  const before = ['What it means', 'How you see it'];
  return runbook.sections
    .filter(({ heading }) => !before.includes(heading))
    .flatMap(({ heading }) => sectionLines(runbook, heading, heading))
    .map(printable);
}

function sectionLines({ sections }: Runbook, heading: string, title: string): string[] {
  const found = sections.find((section) => section.heading === heading);
  if (!found) return [];
  const lines = found.text.split('\n').map((line) => plain(line));
  return ['', ...(title === '' ? [] : [title]), ...lines];
}

/** Links and emphasis as a terminal reads them. */
function plain(markdown: string): string {
  return markdown.replace(/\[([^\]]+)\]\([^)]+\)/g, '$1').replace(/\*\*([^*]+)\*\*/g, '$1');
}
