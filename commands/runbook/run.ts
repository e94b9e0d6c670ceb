import { command } from '../kit/command.js';
import { flag } from '../kit/flags.js';
import { runbookArgument } from '../kit/runbook-flags.js';
import { consentFlags, timeFlags } from '../kit/shared-flags.js';

export const runbookRun = command({
  path: 'runbook run',
  summary: 'Go through a runbook step by step, and keep in the incident what was run.',
  description:
    'Shows each step, and each command before it is run: y runs it, s skips it, n writes a note, Enter ' +
    'stops; the next run goes on there. A command that can do harm wants a whole yes, also with --yes. ' +
    'Commands and what they said, secrets redacted, go into the timeline of the only open incident, or ' +
    'the one of --incident. Where nobody can be asked the steps are printed, and the command ends with 3.',
  effect: 'write',
  args: [runbookArgument],
  flags: {
    incident: flag.text('whose timeline it goes into (default: the only open one)', {
      placeholder: 'inc',
      completes: 'incident',
    }),
    noIncident: flag.toggle('write nothing down, as in a drill'),
    again: flag.toggle('from the first step on, whatever was done before'),
    ...consentFlags,
    ...timeFlags,
  },
  examples: [
    'catops runbook run database-unreachable',
    'catops runbook run uncached-route --incident 014 --dry-run',
  ],
  async run(invocation) {
    const { runRunbookWithReader } = await import('../kit/runbook-run.js');
    return runRunbookWithReader(invocation, invocation.args['runbook'] ?? '');
  },
});
