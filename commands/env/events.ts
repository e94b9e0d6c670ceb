import { command } from '../kit/command.js';
import { environmentArgument } from '../kit/environment-flags.js';
import { flag } from '../kit/flags.js';
import { timeFlags } from '../kit/shared-flags.js';

export const envEvents = command({
  path: 'env events',
  summary: 'Show what happened to an environment, and follow it.',
  description:
    'Events of the last two hours, oldest first. With -f it goes on and appends a line for each, ' +
    'once; throttling and a lost network are said and never end it. With --json and -f each line is ' +
    'one JSON object.',
  effect: 'read',
  args: [environmentArgument],
  flags: {
    follow: { ...flag.toggle('go on, until Ctrl-C'), short: 'f' },
    since: flag.text('from then on: "3 hours ago", 21:20, ISO 8601 (default: two hours ago)', {
      placeholder: 'time',
    }),
    ...timeFlags,
  },
  examples: ['catops env events', 'catops env events cat-api-prod -f --since "30 min ago"'],
  async run(invocation) {
    const { showEvents } = await import('../kit/environment-events.js');
    return showEvents(invocation, invocation.flags);
  },
});
