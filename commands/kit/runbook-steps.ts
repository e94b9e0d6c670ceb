import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CatopsError } from '../../src/platform/errors.js';
import { printable } from '../../src/platform/terminal-text.js';

/** A runbook as an incident takes it along: its name, and its steps as a checklist. */
export interface RunbookSteps {
  readonly name: string;
  readonly steps: readonly string[];
}

/**
 * Reads `<name>.md` of the first of the folders that has it: its numbered and ticked list items are the
 * steps. One `usage-invalid` that says where to see which there are when there is none of that name.
 */
export async function readRunbook(
  folders: readonly string[],
  given: string,
): Promise<RunbookSteps> {
  const name = given.replace(/\.md$/, '');
  if (/^[\w-]+$/.test(name)) {
    for (const folder of folders) {
      const text = await readFile(join(folder, `${name}.md`), 'utf8').catch(() => undefined);
      if (text !== undefined) return { name, steps: stepsOf(text) };
    }
  }
  throw new CatopsError('usage-invalid', `--runbook: there is no runbook "${printable(given)}".`, {
    hint: 'catops runbook list',
  });
}

/** Numbered items and tick boxes, at the first level, with the lines that continue them. */
export function stepsOf(markdown: string): readonly string[] {
  const steps: string[] = [];
  let inStep = false;
  for (const line of markdown.replace(/^```[\s\S]*?^```/gm, '').split('\n')) {
    const item = /^(?:\d+[.)]|[-*] \[[ x]\])\s+(.*)$/.exec(line);
    if (item) steps.push(String(item[1]).trim());
    else if (inStep && /^\s{2,}(?!- |\d+[.)] )\S/.test(line)) {
      steps.push(`${steps.pop() ?? ''} ${line.trim()}`);
      continue;
    }
    inStep = item !== null;
  }
  return steps;
}
