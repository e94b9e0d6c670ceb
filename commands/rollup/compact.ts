import { command } from '../kit/command.js';
import { flag } from '../kit/flags.js';
import { dataFlags } from '../kit/rollup-flags.js';

export const rollupCompact = command({
  path: 'rollup compact',
  summary: 'Pack the many log files of a closed day into one Parquet file.',
  description:
    'For questions about old days: one file that is read by column. It is put in place only when it ' +
    'counts, hour by hour, what the files do; those stay until they are purged.',
  effect: 'write',
  flags: {
    date: flag.text('day, UTC: 2018-11-15, yesterday (default: yesterday)', { placeholder: 'day' }),
    ...dataFlags,
  },
  examples: ['catops rollup compact --date 2018-11-15'],
  async run(invocation) {
    const { compact } = await import('../kit/rollup-compact.js');
    return compact(invocation, invocation.flags.date);
  },
});
