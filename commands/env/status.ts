import { command } from '../kit/command.js';
import { environmentArgument } from '../kit/environment-flags.js';
import { timeFlags } from '../kit/shared-flags.js';

export const envStatus = command({
  path: 'env status',
  summary: 'Show the health of an environment with its causes, its servers and its traffic.',
  description:
    'A change that was begun from this machine and that nobody followed to its end is looked after ' +
    'too: how it ended is saved, and told to those who heard of its start.',
  effect: 'read',
  args: [environmentArgument],
  flags: timeFlags,
  examples: ['catops env status', 'catops env status cat-api-prod --json'],
  async run(invocation) {
    const { environmentContext } = await import('../kit/environment-context.js');
    const { statusText } = await import('../kit/environment-text.js');
    const { untold } = await import('../kit/environment-told.js');
    const { completeChange } = await import('../../src/environments/complete-change.js');
    const { deps, layout, find } = await environmentContext(invocation);
    const name = await find(invocation.args['name']);
    const { signal } = invocation.host;
    const status = await deps.environments.status(name, signal);
    const change = await completeChange(deps, status, false, untold(invocation.say), signal);
    return {
      exit: 'ok',
      data: { schema: 'catops.env-status/v1', ...status, change },
      text: () => statusText(status, change, layout),
    };
  },
});
