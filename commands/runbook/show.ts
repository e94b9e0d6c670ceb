import { command } from '../kit/command.js';
import { runbookArgument } from '../kit/runbook-flags.js';

export const runbookShow = command({
  path: 'runbook show',
  summary: 'Show what to do about an alarm or an error, step by step.',
  effect: 'read',
  args: [runbookArgument],
  flags: {},
  examples: ['catops runbook show uncached-route', 'catops runbook show local-store-unwritable'],
  async run({ args, wiring, host }) {
    const [{ findRunbook }, { runbookReply }, { widthOf }] = await Promise.all([
      import('../../src/runbooks/find-runbook.js'),
      import('../kit/runbook-reply.js'),
      import('../kit/terminal.js'),
    ]);
    const { source } = await wiring.runbooks();
    const runbook = await findRunbook(source, args['runbook'] ?? '');
    return runbookReply(runbook, widthOf(host.stdout));
  },
});
