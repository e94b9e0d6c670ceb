import { command } from '../kit/command.js';
import { dataFlags } from '../kit/rollup-flags.js';
import { consentFlags } from '../kit/shared-flags.js';

export const rollupPurge = command({
  path: 'rollup purge',
  summary: 'Remove raw log and old tables that the totals no longer need.',
  description:
    'The raw log goes after CATOPS_RAW_LOG_DAYS, and only of days that are closed and rolled up just ' +
    'as they are; accounts, hours and images go by the rules of their tables; the totals of a day ' +
    'never. Shows what would go and asks first.',
  effect: 'destroy',
  flags: { ...dataFlags, ...consentFlags },
  examples: ['catops rollup purge --dry-run', 'catops rollup purge --yes'],
  async run(invocation) {
    const { purgeOld } = await import('../kit/rollup-purge.js');
    return purgeOld(invocation);
  },
});
