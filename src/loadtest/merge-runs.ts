import type { Shard } from '../contracts/loadtest-run.js';
import { formatFigure } from '../presentation/figures.js';
import { checkShards } from './check-shards.js';
import type { MeasuredRun } from './measured-run.js';
import { mergeMeasurements } from './merge-measurements.js';
import type { LoadGenerator } from './ports.js';
import type { StoredRun } from './run-file.js';
import { secondsOf } from './scale-phases.js';

/** Later than this one after the other, and the parts were not one load for a reader to know. */
const worthSayingSeconds = 1;
/** Share of the load's time after which its times are no evidence of the whole rate. */
const mostApart = 0.1;

/**
 * The whole load from the files of its shards, or from the one file of a whole run. Throws
 * CatopsError `shards-unfit` for files that do not belong together and `shard-missing` for too few.
 */
export function mergeRuns(
  stored: readonly StoredRun[],
  merge: LoadGenerator['merge'],
): MeasuredRun {
  const shards = checkShards(stored);
  const [first] = shards as [MeasuredRun];
  if (first.shard === null) return first;
  const apart = secondsApart(shards);
  const said = `The shards began ${formatFigure(apart)} s apart, so for that long the load was not the whole.`;
  const tooFar = apart > secondsOf(first.planned) * mostApart;
  return {
    ...first,
    shard: null,
    target: {
      ...first.target,
      died: shards.find(({ target }) => target.died)?.target.died ?? null,
    },
    startedAt: shards.map(({ startedAt }) => startedAt).sort()[0] ?? first.startedAt,
    loadStartedAt: Math.min(...shards.map(({ loadStartedAt }) => loadStartedAt)),
    inventory: shards.find(({ inventory }) => inventory !== null)?.inventory ?? null,
    measurement: mergeMeasurements(
      shards.map(({ measurement }) => measurement),
      merge,
    ),
    probed: shards.flatMap(({ probed }) => probed),
    stopped: shards.find((run) => run.stopped !== null)?.stopped ?? null,
    interrupted: false,
    faults: shards.flatMap(faultsOf),
    untimed: [...shards.flatMap(({ untimed }) => untimed), ...(tooFar ? [said] : [])],
    doubts: [
      ...(!tooFar && apart > worthSayingSeconds ? [said] : []),
      ...new Set(shards.flatMap(({ doubts }) => doubts)),
    ],
  };
}

/** `1/4`: as `--shard` has it. */
export function shardName({ index, total }: Shard): string {
  return `${index}/${total}`;
}

function secondsApart(shards: readonly MeasuredRun[]): number {
  const starts = shards.map(({ loadStartedAt }) => loadStartedAt);
  return (Math.max(...starts) - Math.min(...starts)) / 1000;
}

function faultsOf({ shard, interrupted, faults }: MeasuredRun): readonly string[] {
  if (!interrupted || shard === null) return faults;
  return [...faults, `Shard ${shardName(shard)} was stopped before its end.`];
}
