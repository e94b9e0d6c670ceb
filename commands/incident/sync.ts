import { command } from '../kit/command.js';
import { flag } from '../kit/flags.js';
import { incidentArgument, incidentFlags } from '../kit/incident-flags.js';
import { timeFlags } from '../kit/shared-flags.js';

export const incidentSync = command({
  path: 'incident sync',
  summary: 'Send what is still queued, in order.',
  effect: 'write',
  args: [{ ...incidentArgument, doc: 'one incident (default: every one with a queue)' }],
  flags: {
    ...incidentFlags,
    wait: flag.toggle('go on until everything is delivered or given up'),
    retryDead: flag.toggle('try once more what was given up'),
    ...timeFlags,
  },
  examples: ['catops incident sync', 'catops incident sync 014 --wait'],
  async run(invocation) {
    const [{ openContext, rehearsed, runShown, layoutOf }, { sync }, { syncReply }] =
      await Promise.all([
        import('../kit/incident-change.js'),
        import('../../src/incidents/sync.js'),
        import('../kit/incident-sync-reply.js'),
      ]);
    const { args, flags, dryRun, host } = invocation;
    const context = await openContext(invocation);
    const id = args['inc'] === undefined ? undefined : await context.find(args['inc']);
    const input = {
      wait: flags.wait,
      retryDead: flags.retryDead,
      ...(id !== undefined && { ids: [id] }),
    };
    if (dryRun) return rehearsed(invocation, context, sync, input);
    const outcome = await runShown(invocation, context, sync, input);
    return syncReply(outcome, layoutOf(host, context));
  },
});
