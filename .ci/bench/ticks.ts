import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { median, ratioOf, showRatio } from './statistics.ts';

const run = promisify(execFile);
const flags = ['--expose-gc', '--import', 'tsx', '.ci/bench/tick-work.ts'];
const ways = ['fresh', 'collected', 'held'] as const;

/** What a tick of Node's costs after full garbage collections, and what holding one of them spares. */
export async function ticksAfterCollections(rounds: number): Promise<string[]> {
  const ns: Record<(typeof ways)[number], number[]> = { fresh: [], collected: [], held: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const way of ways) {
      ns[way].push(Number((await run(process.execPath, [...flags, way])).stdout));
    }
  }
  const row = (name: string, way: (typeof ways)[number]) =>
    `| ${name} | ${median(ns[way]).toFixed(0)} | ${showRatio(ratioOf(ns[way], ns.fresh))} |`;
  return [
    `CPU of \`process.nextTick\` in a process that does nothing else; a request makes about seven. ${rounds} interleaved rounds.`,
    '',
    '| A tick | ns | over before |',
    '| --- | --- | --- |',
    row('before any full garbage collection', 'fresh'),
    row('after four that found no tick', 'collected'),
    row('after four, with a tick held, as the API does', 'held'),
  ];
}
