import { command } from '../kit/command.js';
import { flag } from '../kit/flags.js';
import { incidentArgument, incidentFlags } from '../kit/incident-flags.js';
import { askFlags, timeFlags } from '../kit/shared-flags.js';

export const incidentPublish = command({
  path: 'incident publish',
  summary: 'Show what strangers would read, have it approved, publish it.',
  description:
    'Makes the public card from updates marked --public and from nothing else, shows what changes ' +
    'for its readers and every word that may not belong there, and asks for the approval to be typed. ' +
    'Only exactly what was approved is ever published. Approve on a terminal with --approve, and a ' +
    'script can publish it later.',
  effect: 'destroy',
  args: [incidentArgument],
  flags: {
    ...incidentFlags,
    title: flag.text('title strangers read (default: "Service incident")', { placeholder: 'text' }),
    approve: flag.toggle('approve only; publish later'),
    ...timeFlags,
    ...askFlags,
  },
  examples: [
    'catops incident publish --title "Slow image pages" --dry-run',
    'catops incident publish 014',
  ],
  async run(invocation) {
    const { publishIncident } = await import('../kit/incident-publish.js');
    const { args, flags } = invocation;
    return publishIncident(invocation, args['inc'], flags);
  },
});
