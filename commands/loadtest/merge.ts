import { command } from '../kit/command.js';
import { reportFlags } from '../kit/loadtest-reports.js';

export const loadtestMerge = command({
  path: 'loadtest merge',
  summary: 'Give one verdict on a load that several machines sent.',
  description:
    'Reads what each `catops loadtest --shard` has written, adds it up without loss, and judges the ' +
    'whole as if one machine had sent it. Files that do not belong together are refused (2); with a ' +
    'shard missing there is no verdict (11). One file of a whole run is judged anew.',
  effect: 'read',
  args: [{ name: 'file', doc: 'files of all shards, in any order', required: true, many: true }],
  flags: { ...reportFlags },
  examples: [
    'catops loadtest merge out/*.json',
    'catops loadtest merge run.json --junit junit.xml',
  ],
  async run(invocation) {
    const { mergeStored } = await import('../kit/loadtest-merge.js');
    return mergeStored(await invocation.wiring.runStore(), invocation);
  },
});
