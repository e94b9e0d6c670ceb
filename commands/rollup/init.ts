import { command } from '../kit/command.js';
import { flag } from '../kit/flags.js';
import { consentFlags } from '../kit/shared-flags.js';

export const rollupInit = command({
  path: 'rollup init',
  summary: 'Declare the log and the tables in Athena; shows the statements first.',
  description:
    'Looks at the workgroup, the database and each table, shows the statements that are missing, and ' +
    'runs them when you agree. Safe to repeat; a table of another shape is named and left alone. ' +
    'DuckDB needs none of this.',
  effect: 'write',
  flags: {
    since: flag.text('first day that will ever be asked about (default: 2018-01-01)', {
      placeholder: 'day',
    }),
    ...consentFlags,
  },
  examples: ['catops rollup init --dry-run', 'catops rollup init --yes'],
  async run(invocation) {
    const { initTables } = await import('../kit/rollup-init.js');
    return initTables(invocation, invocation.flags);
  },
});
