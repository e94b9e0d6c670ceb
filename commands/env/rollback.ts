import { command } from '../kit/command.js';
import { changeFlags, environmentArgument } from '../kit/environment-flags.js';
import { flag } from '../kit/flags.js';
import { timeFlags } from '../kit/shared-flags.js';

export const envRollback = command({
  path: 'env rollback',
  summary: 'Go back to the release that ran before, once it is clear that it would help.',
  description:
    'Names the last release before this one that was well, and refuses one that is gone or that ' +
    "cannot run on today's database. Shows the diagnosis before it asks: what traffic or a dependency " +
    'broke, no rollback mends. An update that runs is stopped first. Waits and ends as `env deploy`.',
  effect: 'write',
  args: [environmentArgument],
  flags: {
    to: flag.text('this release instead', { placeholder: 'version' }),
    ...changeFlags,
    ...timeFlags,
  },
  examples: [
    'catops env rollback --dry-run',
    'catops env rollback cat-api-prod --confirm cat-api-prod',
  ],
  async run(invocation) {
    const { rollBack } = await import('../kit/environment-rollback.js');
    return rollBack(invocation, invocation.flags.to);
  },
});
