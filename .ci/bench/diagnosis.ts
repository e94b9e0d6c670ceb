// Scores `catops diagnose` on recorded cases: what was done to the stack is known, what is answered is
// compared with it. Nothing of the recordings is read but metrics as `catops up` samples them.
import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { causeNames, type Diagnosis } from '../../src/contracts/diagnosis.ts';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { fromSamples } from '../../src/diagnosis/from-samples.ts';
import type { RecordedCase } from './diagnosis/record-case.ts';
import { median } from './statistics.ts';

type Answer = Diagnosis['verdict'];

/** A case with what was answered. */
export interface ScoredCase {
  readonly recorded: RecordedCase;
  /** The likeliest first, each cause once. */
  readonly ranked: readonly Answer[];
  /** From the fault to the onset that was found, seconds; null where none was. */
  readonly onsetOff: number | null;
  readonly diagnosis: Diagnosis;
}

export async function readCases(file: string): Promise<readonly RecordedCase[]> {
  const text = gunzipSync(await readFile(file)).toString('utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line): RecordedCase => JSON.parse(line));
}

export function scoreCase(recorded: RecordedCase): ScoredCase {
  const telemetry = fromSamples(recorded.samples);
  const [first, last] = [telemetry.slots[0], telemetry.slots.at(-1)];
  const window = { from: first?.at ?? 0, to: last?.at ?? 0 };
  const diagnosis = diagnose({ window, telemetry, releases: [], alarms: [], notes: [] });
  const { hypotheses, onset } = diagnosis;
  const ranked =
    diagnosis.verdict === 'healthy'
      ? (['healthy'] as const)
      : [...new Set(hypotheses.map(({ cause }) => cause))];
  const began = recorded.beganAt[0];
  const onsetOff =
    onset === null || began === undefined ? null : (Date.parse(onset) - began) / 1000;
  return { recorded, ranked, onsetOff, diagnosis };
}

/** Whether one of the causes that are true is among the first so many answers. */
export function isAmong({ recorded, ranked }: ScoredCase, first: number): boolean {
  return ranked.slice(0, first).some((answer) => recorded.truth.includes(answer as never));
}

/** A share with Wilson's interval of 95 %. */
export function shareText(hits: number, of: number): string {
  if (of === 0) return '—';
  const [p, z] = [hits / of, 1.96];
  const middle = (p + z ** 2 / (2 * of)) / (1 + z ** 2 / of);
  const half = (z / (1 + z ** 2 / of)) * Math.sqrt((p * (1 - p)) / of + z ** 2 / (4 * of ** 2));
  const percent = (value: number) => (100 * Math.min(1, Math.max(0, value))).toFixed(0);
  return `${hits} of ${of} = ${percent(p)} % (${percent(middle - half)}–${percent(middle + half)})`;
}

const recordings = '.ci/bench/diagnosis';
/** Recorded with seeds that were drawn when nothing could be changed any more. */
export const scoredCases = `${recordings}/scored.jsonl.gz`;
/** What the engine was made right with; the second were scored of an engine before this one. */
const tuningCases = ['tuning', 'tuning-2', 'tuning-3'].map(
  (each) => `${recordings}/${each}.jsonl.gz`,
);

export const allCases: readonly string[] = [scoredCases, ...tuningCases];

export async function diagnosisScore(): Promise<string[]> {
  const scored = (await readCases(scoredCases)).map(scoreCase);
  const tuning = (await Promise.all(tuningCases.map(readCases))).flat().map(scoreCase);
  const single = scored.filter(({ recorded }) => recorded.faults.length === 1);
  const double = scored.filter(({ recorded }) => recorded.faults.length > 1);
  const decoyed = single.filter(({ recorded }) => recorded.decoy !== 'none');
  const rows = [
    ['all cases', scored],
    ['one fault', single],
    ['one fault, and a release or harmless traffic 14 s before it', decoyed],
    ['two faults at once: one of them', double],
  ] as const;
  const both = double.filter(({ recorded, ranked }) =>
    recorded.truth.every((truth) => ranked.slice(0, 2).includes(truth)),
  );
  const off = scored.flatMap(({ onsetOff, recorded }) =>
    onsetOff === null || recorded.truth.includes('healthy') ? [] : Math.abs(onsetOff),
  );
  const drawn = Math.max(0, ...scored.map(({ recorded }) => recorded.number + 1));
  const lost = drawn - scored.length;
  return [
    `${scored.length} cases: a fault put into the running stack (two API processes, SQLite or MariaDB, Redis where it is about`,
    'it) under a load with noise, seen through its metrics in slots of two seconds, 34 as a rule. The seeds were drawn',
    'after the last change of the engine was committed, and scored once. Since then it learnt to tell releases apart that',
    'follow one another within seconds, of which no case has two, and a surge from what hurts; no first or second answer',
    `to a case changed. How they are recorded: \`.ci/record-diagnosis.ts\`. ${lost === 0 ? `All of the ${drawn}` : `${lost} of the ${drawn}`} that were drawn ${lost === 0 ? 'were recorded' : 'could not be set up, or not be ended in time'}. Of two faults`,
    'at once, one of them counts. They were recorded at a higher priority than whatever else ran on the machine; most of',
    'those it was made right with on a machine that was busy, which hides a fault or makes one of its own. Those in',
    '`tuning-2.jsonl.gz` were the scored ones of the engine before, and were looked at one by one since.',
    '',
    '| Cases | first answer right (aim 85 %) | among the first two (aim 95 %) |',
    '| --- | --- | --- |',
    ...rows.map(
      ([name, of]) =>
        `| ${name} | ${shareText(of.filter((each) => isAmong(each, 1)).length, of.length)} | ${shareText(of.filter((each) => isAmong(each, 2)).length, of.length)} |`,
    ),
    `| two faults at once: both are the first two | — | ${shareText(both.length, double.length)} |`,
    `| for comparison: the cases it was made right with | ${shareText(tuning.filter((each) => isAmong(each, 1)).length, tuning.length)} | ${shareText(tuning.filter((each) => isAmong(each, 2)).length, tuning.length)} |`,
    '',
    `A second cause is named beside the first in ${besides(single)} of ${single.length} cases with one fault, and in ${besides(double)} of ${double.length} with two.`,
    `The onset is ${median(off).toFixed(1)} s off in the middle, at most ${quantile(off, 0.9).toFixed(1)} s in nine of ten cases.`,
    '',
    ...confusion(single),
    '',
    ...missedOnes(scored.filter((each) => !isAmong(each, 1))),
  ];
}

function besides(scored: readonly ScoredCase[]): number {
  return scored.filter(({ diagnosis }) => diagnosis.beside !== null).length;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** True causes down, first answers across. */
function confusion(scored: readonly ScoredCase[]): readonly string[] {
  const answers: readonly Answer[] = [...causeNames, 'healthy', 'unknown'];
  const truths = answers.filter((answer) => answer !== 'unknown');
  return [
    `| One fault: true, and first answer | ${answers.join(' | ')} |`,
    `| --- | ${answers.map(() => '---').join(' | ')} |`,
    ...truths.map((truth) => {
      const of = scored.filter(({ recorded }) => recorded.truth[0] === truth);
      const cells = answers.map((answer) => of.filter(({ ranked }) => ranked[0] === answer).length);
      return `| ${truth} | ${cells.map((count) => (count === 0 ? '' : count)).join(' | ')} |`;
    }),
  ];
}

function missedOnes(missing: readonly ScoredCase[]): readonly string[] {
  if (missing.length === 0) return ['Missed: none.'];
  return ['Missed, as they are:', '', ...missing.map(missed)];
}

function missed({ recorded, ranked }: ScoredCase): string {
  const { faults, decoy, seed } = recorded;
  const beside = decoy === 'none' ? '' : `, ${decoy}`;
  return `- ${faults.join(' and ')}${beside} (seed ${seed}): ${ranked.slice(0, 3).join(', then ')}`;
}
