import type { Shard } from '../contracts/loadtest-run.js';
import { CatopsError } from '../platform/errors.js';
import { printable } from '../platform/terminal-text.js';
import type { PhaseOutline } from './events.js';
import type { MeasuredRun } from './measured-run.js';
import { describeRate } from './rate.js';
import type { StoredRun } from './run-file.js';

interface StoredShard extends StoredRun {
  readonly shard: Shard;
}

/**
 * The runs of the files in the order of their shards, or the one run that is no shard. Throws
 * CatopsError `shards-unfit` when they are not parts of one load, `shard-missing` when not all are
 * there.
 */
export function checkShards(stored: readonly StoredRun[]): readonly MeasuredRun[] {
  const [only] = stored;
  if (stored.length === 1 && only?.run.shard === null) return [only.run];
  const shards = stored.map(asShard);
  for (const [at, shard] of shards.entries()) {
    refuseTwice(shard, shards.slice(0, at));
    refuseForeign(shards[0] as StoredShard, shard);
  }
  refuseMissing(shards.map(({ shard }) => shard));
  return shards.sort((a, b) => a.shard.index - b.shard.index).map(({ run }) => run);
}

function asShard(stored: StoredRun): StoredShard {
  const { shard } = stored.run;
  if (shard === null) {
    throw unfit(`${name(stored)} is a whole load test and no shard: it cannot be merged`);
  }
  if (shard.index >= shard.total) {
    throw unfit(`${name(stored)} says it is shard ${shard.index}/${shard.total}, which is none`);
  }
  return { ...stored, shard };
}

function refuseTwice(stored: StoredShard, before: readonly StoredShard[]): void {
  const twin = before.find(({ shard }) => shard.index === stored.shard.index);
  if (twin === undefined) return;
  const { index, total } = stored.shard;
  throw unfit(`${name(twin)} and ${name(stored)} are both shard ${index}/${total}`);
}

// Everything that the parts of one load have in common, most telling first.
const traits: readonly (readonly [string, (stored: StoredRun) => unknown])[] = [
  ['number of shards', ({ run }) => run.shard?.total],
  ['scenario', ({ run }) => `${run.scenario.scenario.name}, ${run.scenario.hash.slice(0, 12)}`],
  ['version of catops', ({ testbed }) => testbed.catops],
  ['target', ({ run }) => run.target.url],
  ['phases', ({ run }) => run.planned.map(describePhase).join(', ')],
  ['diagnostics', ({ run }) => (run.diagnostics ? 'on' : 'off')],
  ['minimum of coverage', ({ run }) => run.coverageMinimum],
];

function describePhase({ phase, seconds, rate, connections }: PhaseOutline): string {
  return `${phase} ${rate === null ? connections : describeRate(rate)} for ${seconds} s`;
}

function refuseForeign(first: StoredRun, other: StoredRun): void {
  for (const [trait, of] of traits) {
    const [there, here] = [of(first), of(other)];
    if (there === here) continue;
    const values = printable(`${trait} ${here}, not ${there}`);
    throw unfit(`${name(other)} does not belong to ${name(first)}: ${values}`);
  }
}

function refuseMissing(shards: readonly Shard[]): void {
  const total = shards[0]?.total ?? 0;
  const there = new Set(shards.map(({ index }) => index));
  const missing = Array.from({ length: total }, (_, index) => index)
    .filter((index) => !there.has(index))
    .map((index) => `${index}/${total}`);
  if (missing.length === 0) return;
  const shown = missing.slice(0, 10).join(', ');
  throw new CatopsError(
    'shard-missing',
    `${missing.length} of ${total} shards missing (${shown}${missing.length > 10 ? ', …' : ''}): what only a part was measured of has no verdict.`,
  );
}

function name({ file }: StoredRun): string {
  return printable(file);
}

function unfit(reason: string): CatopsError {
  return new CatopsError('shards-unfit', `${reason}.`);
}
