import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CatopsError } from '../../src/platform/errors.js';

/** A runbook as an incident takes it along: its name, and its steps as a checklist. */
export interface RunbookSteps {
  readonly name: string;
  readonly steps: readonly string[];
}

/**
 * Reads `runbooks/<name>.md` of the project: its numbered and ticked list items are the steps.
 * One `usage-invalid` that lists the runbooks there are when there is none of that name.
 */
export async function readRunbook(project: string, given: string): Promise<RunbookSteps> {
  const name = given.replace(/\.md$/, '');
  const folder = join(project, 'runbooks');
  try {
    if (!/^[\w-]+$/.test(name)) throw new RangeError('not the name of a runbook');
    return { name, steps: stepsOf(await readFile(join(folder, `${name}.md`), 'utf8')) };
  } catch (cause) {
    const files = await readdir(folder).catch(() => []);
    const names = files.filter((file) => file.endsWith('.md')).map((file) => file.slice(0, -3));
    const known = names.length === 0 ? 'there are none' : `there are ${names.sort().join(', ')}`;
    throw new CatopsError(
      'usage-invalid',
      `--runbook: no runbook "${given}" in ${folder}; ${known}.`,
      {
        cause,
      },
    );
  }
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
