import { command } from '../kit/command.js';
import { environmentArgument } from '../kit/environment-flags.js';
import { timeFlags } from '../kit/shared-flags.js';

export const envStatus = command({
  path: 'env status',
  summary: 'Show the health of an environment with its causes, its servers and its traffic.',
  effect: 'read',
  args: [environmentArgument],
  flags: timeFlags,
  examples: ['catops env status', 'catops env status cat-api-prod --json'],
  async run(invocation) {
    const { environmentContext } = await import('../kit/environment-context.js');
    const { statusText } = await import('../kit/environment-text.js');
    const { deps, layout, find } = await environmentContext(invocation);
    const name = await find(invocation.args['name']);
    const status = await deps.environments.status(name, invocation.host.signal);
    return {
      exit: 'ok',
      data: { schema: 'catops.env-status/v1', ...status },
      text: () => statusText(status, layout),
    };
  },
});
