import { command } from '../kit/command.js';

export const loadtestCompare = command({
  path: 'loadtest compare',
  summary: 'Put two stored load tests side by side, and say what they cannot show.',
  description:
    'Reads two files of `catops loadtest --out`. Counts are compared: queries a request, cache hits, ' +
    'errors. Times are shown and not judged, because runs of different hours differ by more than ' +
    'builds do; `catops loadtest --baseline` compares those. Ends with 10 when a count is worse.',
  effect: 'read',
  args: [
    { name: 'base', doc: 'file of the one to compare with', required: true },
    { name: 'head', doc: 'file of the other', required: true },
  ],
  flags: {},
  examples: ['catops loadtest compare main.json mine.json'],
  async run({ args, wiring, host }) {
    const { compareFiles } = await import('../kit/loadtest-compare.js');
    return compareFiles(await wiring.runStore(), args['base'] ?? '', args['head'] ?? '', host);
  },
});
