import { command } from '../kit/command.js';
import { either, flag } from '../kit/flags.js';
import { atFlag, incidentFlags, severityFlag } from '../kit/incident-flags.js';
import { askFlags, timeFlags } from '../kit/shared-flags.js';

export const incidentOpen = command({
  path: 'incident open',
  summary: 'Wake on-call, then tell chat and board, and start the record.',
  description:
    'Records the incident, wakes on-call, then tells chat and board side by side, and says what ' +
    'reached whom. Nothing but the title is needed. What cannot be delivered is queued and sent by ' +
    'any later command. A second open with the same --key joins the first.',
  effect: 'write',
  args: [{ name: 'title', doc: 'one line, as on-call reads it at 3 a.m.', required: false }],
  flags: {
    severity: severityFlag('how loud, 1 the loudest (default: 2)'),
    summary: flag.text('what is known; - reads standard input', { placeholder: 'text' }),
    component: flag.texts('part of the service that is ill; repeatable', { placeholder: 'name' }),
    at: { ...atFlag, doc: 'when the impact started: "10 min ago", 21:20, ISO 8601' },
    detected: flag.text('when it was noticed', { placeholder: 'time' }),
    key: flag.text('name of the alarm or outage: a second open with it joins', {
      placeholder: 'key',
    }),
    page: flag.toggle('wake on-call, whatever the table of severities says'),
    noPage: flag.toggle('wake nobody: the bug that needs a card and no night'),
    noSlack: flag.toggle('leave the chat out'),
    noTrello: flag.toggle('leave the board out'),
    lead: flag.text('who leads; me is you', { placeholder: 'person' }),
    runbook: flag.text('a file of runbooks/, whose steps become the checklist', {
      placeholder: 'name',
    }),
    private: flag.toggle('never to be published, such as a security incident'),
    backfill: flag.toggle('it is over: write it down, wake nobody'),
    ...incidentFlags,
    ...timeFlags,
    ...askFlags,
  },
  examples: [
    'catops incident open "5xx on /v1/images/*/analysis" -s 2',
    'catops inc open "Votes are slow" -s 3 --no-page --key votes-p99',
    'catops incident open "503 on all routes" -s 1 --at 21:20 --dry-run',
  ],
  async run(invocation) {
    const [{ openFromFlags }, { textOf }, { textOrStdin }] = await Promise.all([
      import('../kit/incident-open.js'),
      import('../kit/incident-text.js'),
      import('../kit/ask.js'),
    ]);
    const { args, flags, host } = invocation;
    const page = either('page', flags.page, flags.noPage);
    const title = await textOf(host, flags.noInput, args['title'], 'What is wrong?', '<title>');
    const summary = flags.summary && (await textOrStdin(host, flags.summary));
    return openFromFlags(invocation, {
      ...flags,
      title,
      summary,
      page: page ?? (flags.backfill ? false : undefined),
      without: [
        ...(flags.noSlack ? (['chat'] as const) : []),
        ...(flags.noTrello ? (['board'] as const) : []),
      ],
    });
  },
});
