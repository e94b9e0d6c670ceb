import { command } from '../kit/command.js';
import { flag } from '../kit/flags.js';
import { incidentArgument, incidentFlags } from '../kit/incident-flags.js';
import { timeFlags } from '../kit/shared-flags.js';

export const incidentReport = command({
  path: 'incident report',
  summary: 'Write the report from the record; what people wrote is kept.',
  description:
    'Writes the blame-free report beside the record, or to --out (- prints it). Timeline and figures ' +
    'are made anew each time; what people wrote between the markers is never overwritten. Says what ' +
    'a reader would stumble over; with --strict that ends with 10.',
  effect: 'write',
  args: [incidentArgument],
  flags: {
    ...incidentFlags,
    format: flag.oneOf('form of the report (default: md)', ['md', 'html', 'json']),
    out: flag.text('file to write; - prints it', { placeholder: 'path', short: 'o' }),
    anonymous: flag.toggle('without the list of who had which role'),
    strict: flag.toggle('end with 10 when something is found'),
    attach: flag.toggle('attach it to the record and the card'),
    record: flag.text('make it from this file of entries instead, such as the example', {
      placeholder: 'events.jsonl',
    }),
    ...timeFlags,
  },
  examples: [
    'catops incident report 014 --tz Australia/Melbourne',
    'catops incident report latest --format html --out report.html',
    'catops incident report --record runbooks/incidents/2018-11-15/events.jsonl --out -',
  ],
  async run(invocation) {
    const { reportIncident } = await import('../kit/incident-report.js');
    const { args, flags } = invocation;
    return reportIncident(invocation, args['inc'], { ...flags, format: flags.format ?? 'md' });
  },
});
