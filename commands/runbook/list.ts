import { command } from '../kit/command.js';

export const runbookList = command({
  path: 'runbook list',
  summary: 'List the runbooks, and which alarms and errors each is for.',
  description:
    'Those of runbooks/ in the project, and those that ship with catops. A word lists only what is ' +
    'for an alarm, an error code or a rule of that name, or has the word in its title.',
  effect: 'read',
  args: [{ name: 'word', doc: 'only what has to do with it', required: false }],
  flags: {},
  examples: ['catops runbook list', 'catops runbook list database --json'],
  async run({ args, wiring, host }) {
    const [{ runbookListReply }, { tableWidthOf }] = await Promise.all([
      import('../kit/runbook-reply.js'),
      import('../kit/terminal.js'),
    ]);
    const { source } = await wiring.runbooks();
    const all = await source.all();
    return runbookListReply(all, {
      ...args,
      place: source.place,
      width: tableWidthOf(host.stdout),
    });
  },
});
