import * as z from 'zod';
import { loadtestRunSchema, type Testbed } from '../contracts/loadtest-run.js';
import { CatopsError } from '../platform/errors.js';
import type { MeasuredRun } from './measured-run.js';
import type { Distribution, DistributionCodec, ParseScenario } from './ports.js';
import { runFileSchema } from './run-file-schema.js';

/** A run that was stored, and where it was measured. */
export interface StoredRun {
  /** The file it was read from, as it was named. */
  readonly file: string;
  readonly testbed: Testbed;
  readonly run: MeasuredRun;
}

/** A run as the text of its file: everything that judging it anew needs, histograms included. */
export function writeRun(
  run: MeasuredRun,
  testbed: Testbed,
  encode: DistributionCodec['encode'],
): string {
  const { scenario, inventory, coldPaths, ...rest } = run;
  const content = {
    schema: loadtestRunSchema,
    testbed,
    scenario: {
      name: scenario.scenario.name,
      file: scenario.file,
      hash: scenario.hash,
      text: scenario.text,
    },
    inventory: inventory && Object.fromEntries(inventory),
    coldPaths: Object.fromEntries(coldPaths),
    ...rest,
  };
  const text = JSON.stringify(content, (_key, value: unknown) =>
    isDistribution(value) ? encode(value) : value,
  );
  return `${text}\n`;
}

function isDistribution(value: unknown): value is Distribution {
  return typeof value === 'object' && value !== null && 'valueAtQuantile' in value;
}

/**
 * Reads the text of a run's file. Throws CatopsError `run-file-invalid` for one that is cut short or
 * none of ours, `format-too-new` for one of a newer catops.
 */
export function readRun(
  text: string,
  file: string,
  parse: ParseScenario,
  { decode }: Pick<DistributionCodec, 'decode'>,
): StoredRun {
  const value = parseJson(text, file);
  refuseOther(value, file);
  const read = runFileSchema(decode).safeParse(value);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw invalid(file, `${issue?.path.join('.')}: ${issue?.message}`);
  }
  const { schema: _schema, testbed, scenario, inventory, coldPaths, ...rest } = read.data;
  const parsed = parse(scenario.text, scenario.file);
  if (parsed.hash !== scenario.hash) throw invalid(file, 'its scenario is not the one it names');
  const run = {
    ...rest,
    scenario: parsed,
    inventory: inventory && new Map(Object.entries(inventory)),
    coldPaths: new Map(Object.entries(coldPaths)),
  };
  return { file, testbed, run: run as MeasuredRun };
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(file, 'it is not whole, or no JSON', error);
  }
}

const named = z.object({ schema: z.string() });

function refuseOther(value: unknown, file: string): void {
  const { data } = named.safeParse(value);
  if (data?.schema === loadtestRunSchema) return;
  const version = /^catops\.loadtest-run\/v(\d+)$/.exec(data?.schema ?? '')?.[1];
  if (version === undefined || Number(version) < 1)
    throw invalid(file, `its schema is not ${loadtestRunSchema}`);
  throw new CatopsError(
    'format-too-new',
    `${file} was written by a newer catops (${data?.schema}; this one reads ${loadtestRunSchema}).`,
    { hint: 'Use the same catops for every part of a load test.' },
  );
}

function invalid(file: string, reason: string, cause?: unknown): CatopsError {
  return new CatopsError('run-file-invalid', `${file} is no stored load test: ${reason}.`, {
    cause,
  });
}
