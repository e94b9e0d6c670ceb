import { command } from '../kit/command.js';
import { runbookArgument } from '../kit/runbook-flags.js';

export const runbookShow = command({
  path: 'runbook show',
  summary: 'Show what to do about an alarm or an error, step by step.',
  effect: 'read',
  args: [runbookArgument],
  flags: {},
  examples: ['catops runbook show uncached-route', 'catops runbook show local-store-unwritable'],
  async run({ args, wiring }) {
    const [{ findRunbook }, { runbookReply }] = await Promise.all([
      import('../../src/runbooks/find-runbook.js'),
      import('../kit/runbook-reply.js'),
    ]);
    const { source } = await wiring.runbooks();
    return runbookReply(await findRunbook(source, args['runbook'] ?? ''));
  },
});
