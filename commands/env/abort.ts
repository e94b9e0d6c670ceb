import { command } from '../kit/command.js';
import { changeFlags, environmentArgument } from '../kit/environment-flags.js';
import { timeFlags } from '../kit/shared-flags.js';

export const envAbort = command({
  path: 'env abort',
  summary: 'Stop a running update; the release before it comes back.',
  effect: 'write',
  args: [environmentArgument],
  flags: { ...changeFlags, ...timeFlags },
  examples: ['catops env abort cat-api-prod --confirm cat-api-prod'],
  async run(invocation) {
    const { abortUpdate } = await import('../kit/environment-rollback.js');
    return abortUpdate(invocation);
  },
});
