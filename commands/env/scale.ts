import { command } from '../kit/command.js';
import { changeFlags, environmentArgument } from '../kit/environment-flags.js';
import { flag } from '../kit/flags.js';
import { timeFlags } from '../kit/shared-flags.js';

export const envScale = command({
  path: 'env scale',
  summary: 'Change how many servers an environment has, or of which size they are.',
  effect: 'write',
  args: [environmentArgument],
  flags: {
    min: flag.integer('at least so many servers', { placeholder: 'n', min: 1, max: 1000 }),
    max: flag.integer('at most so many servers', { placeholder: 'n', min: 1, max: 1000 }),
    class: flag.text('size of a server, such as t3.large; replaces every one', {
      placeholder: 'class',
    }),
    ...changeFlags,
    ...timeFlags,
  },
  examples: [
    'catops env scale cat-api-prod --min 6 --max 12 --confirm cat-api-prod',
    'catops env scale --class t3.large --dry-run',
  ],
  async run(invocation) {
    const { scaleEnvironment } = await import('../kit/environment-deploy.js');
    const { min, max, class: instanceClass } = invocation.flags;
    return scaleEnvironment(invocation, { min, max, instanceClass });
  },
});
