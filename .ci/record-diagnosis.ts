// Records cases for `catops diagnose`: faults put into a running stack, seen through its metrics.
//   npx tsx .ci/record-diagnosis.ts --out cases.jsonl.gz --seeds 11,12,13 --first 0 --at-once 3 --minutes 15
// A case a seed: the number of the case says which fault, the seed says everything else.
import { readFile, rm, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { drawCase } from './bench/diagnosis/cases.ts';
import { type RecordedCase, recordCase } from './bench/diagnosis/record-case.ts';
import { makeTemplate, type Template } from './bench/diagnosis/stack.ts';

const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    seeds: { type: 'string' },
    first: { type: 'string', default: '0' },
    'at-once': { type: 'string', default: '2' },
    minutes: { type: 'string', default: '10' },
    // A prepared store to begin with, kept for the next run: drawing its pictures takes long.
    template: { type: 'string' },
  },
});
if (values.out === undefined || values.seeds === undefined) throw new Error('--out and --seeds.');
const file = values.out;
const waiting = values.seeds
  .split(',')
  .map((seed, index) => drawCase(Number(values.first) + index, Number(seed)));
const end = Date.now() + Number(values.minutes) * 60_000;
const template = await openTemplate(values.template);
const recorded: RecordedCase[] = [];
try {
  await Promise.all(Array.from({ length: Number(values['at-once']) }, work));
} finally {
  if (values.template === undefined) {
    await rm(template.directory, { recursive: true, force: true });
  }
}
console.error(`Wrote ${recorded.length} cases to ${file}; ${waiting.length} were not begun.`);

/** After each case: what is there survives whatever happens to the next. */
async function keep(): Promise<void> {
  const sorted = recorded.toSorted((a, b) => a.number - b.number);
  await writeFile(file, gzipSync(sorted.map((each) => `${JSON.stringify(each)}\n`).join('')));
}

async function openTemplate(kept: string | undefined): Promise<Template> {
  if (kept === undefined) return makeTemplate();
  const known = await readFile(kept, 'utf8').catch(() => null);
  if (known !== null) return JSON.parse(known) as Template;
  const made = await makeTemplate();
  await writeFile(kept, JSON.stringify(made));
  return made;
}

async function work(): Promise<void> {
  while (Date.now() < end) {
    const one = waiting.shift();
    if (one === undefined) return;
    const name = `${one.number} ${one.faults.join(' + ')} (${one.decoy}, ${one.database})`;
    try {
      recorded.push(await recordCase(template, one));
      await keep();
      console.error(`recorded ${name}`);
    } catch (error) {
      // A case that cannot be set up is told, and not tried again with another seed.
      console.error(`failed ${name}: ${error instanceof Error ? error.stack : error}`);
    }
  }
}
