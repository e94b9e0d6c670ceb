import { command } from '../kit/command.js';
import { changeFlags, environmentArgument } from '../kit/environment-flags.js';
import { flag } from '../kit/flags.js';
import { timeFlags } from '../kit/shared-flags.js';

export const envDeploy = command({
  path: 'env deploy',
  summary: 'Bring a release to every server of an environment, and wait until they run it.',
  description:
    'Shows first what changes: from, to, the commits between, the database, the policy. Production is ' +
    'changed only when its name is typed, or given by --confirm. Done means that every server runs ' +
    'the release and is well: an update that is merely over ends with 10 when it was taken back, left ' +
    'servers behind or is unhealthy, with 5 when it never started, with 6 when it still runs.',
  effect: 'write',
  args: [
    { name: 'version', doc: 'release, from `catops env list --releases`', required: true },
    environmentArgument,
  ],
  flags: {
    bundle: flag.text('publish this bundle as the release first', { placeholder: 'file' }),
    ...changeFlags,
    ...timeFlags,
  },
  examples: [
    'catops env deploy 0.1.0+4faa961abcde --dry-run',
    'catops env deploy 0.1.0+4faa961abcde cat-api-prod --confirm cat-api-prod',
    'catops env deploy 0.2.0+07cbbda12345 --bundle catops-0.2.0+07cbbda12345.zip',
  ],
  async run(invocation) {
    const { deployRelease } = await import('../kit/environment-deploy.js');
    return deployRelease(invocation, invocation.flags.bundle);
  },
});
