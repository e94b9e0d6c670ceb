import { command } from '../kit/command.js';
import { flag } from '../kit/flags.js';
import { timeFlags } from '../kit/shared-flags.js';

export const envList = command({
  path: 'env list',
  summary: 'Show where the API runs, or which releases can be deployed.',
  effect: 'read',
  flags: {
    releases: flag.toggle('the releases that can be deployed, newest first'),
    ...timeFlags,
  },
  examples: ['catops env list', 'catops env list --releases'],
  async run(invocation) {
    const { environmentContext } = await import('../kit/environment-context.js');
    const { listText, releasesText } = await import('../kit/environment-text.js');
    const { deps, layout } = await environmentContext(invocation);
    const { signal } = invocation.host;
    if (invocation.flags.releases) {
      const releases = await deps.environments.releases(signal);
      return {
        exit: 'ok',
        data: { schema: 'catops.env-releases/v1', releases },
        text: () => releasesText(releases, layout),
      };
    }
    const environments = await deps.environments.list(signal);
    return {
      exit: 'ok',
      data: { schema: 'catops.env-list/v1', environments },
      text: () => listText(environments, layout),
    };
  },
});
