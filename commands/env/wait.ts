import { command } from '../kit/command.js';
import { environmentArgument, watchFlags } from '../kit/environment-flags.js';
import { flag } from '../kit/flags.js';
import { timeFlags } from '../kit/shared-flags.js';

export const envWait = command({
  path: 'env wait',
  summary: 'Wait until an update has ended, and say how.',
  description:
    'By the rule of `env deploy`: 0 when every server runs the release and is well, 10 when not, 6 ' +
    'when the time is over. Without --version one release, whichever, has to run on every server. How a change ended ' +
    'that was cut off is saved, and told to those who heard of its start.',
  effect: 'read',
  args: [environmentArgument],
  flags: {
    version: flag.text('the release that has to run', { placeholder: 'version' }),
    ...watchFlags,
    ...timeFlags,
  },
  examples: ['catops env wait cat-api-prod --version 0.1.0+4faa961abcde --timeout 10m'],
  async run(invocation) {
    const { waitForEnvironment } = await import('../kit/environment-wait.js');
    return waitForEnvironment(invocation, invocation.flags);
  },
});
