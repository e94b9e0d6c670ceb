import { command } from '../kit/command.js';
import { flag } from '../kit/flags.js';
import { incidentArgument, incidentFlags } from '../kit/incident-flags.js';
import { timeFlags } from '../kit/shared-flags.js';

export const incidentTimeline = command({
  path: 'incident timeline',
  summary: 'Show what happened when; import from chat or the page log.',
  description:
    'Shows the timeline in your zone beside UTC, a line where the day changes. With --import what ' +
    'people wrote in the thread, or the log of the page, is added first; what is there already is ' +
    'not added twice.',
  effect: 'write',
  args: [incidentArgument],
  flags: {
    ...incidentFlags,
    import: flag.oneOf('add from there first', ['slack', 'pagerduty']),
    all: flag.toggle('deliveries, actions and reminders too'),
    replaced: flag.toggle('entries that were replaced too, marked as such'),
    ids: flag.toggle('the id of each entry, for --replaces'),
    ...timeFlags,
  },
  examples: [
    'catops incident timeline --tz Australia/Melbourne',
    'catops incident timeline 014 --import slack',
  ],
  async run(invocation) {
    const { showTimeline } = await import('../kit/incident-timeline.js');
    const { args, flags } = invocation;
    return showTimeline(invocation, args['inc'], {
      from: flags.import === 'slack' ? 'chat' : flags.import && 'on-call',
      everything: flags.all,
      withReplaced: flags.replaced,
      withIds: flags.ids,
    });
  },
});
