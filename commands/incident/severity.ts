import { CatopsError } from '../../src/platform/errors.js';
import { command } from '../kit/command.js';
import { either, flag } from '../kit/flags.js';
import { incidentArgument, incidentFlags, parseSeverity } from '../kit/incident-flags.js';
import { referenceThenValue } from '../kit/positionals.js';
import { timeFlags } from '../kit/shared-flags.js';

export const incidentSeverity = command({
  path: 'incident severity',
  summary: 'Change how loud the incident is; may wake somebody.',
  effect: 'write',
  args: [incidentArgument, { name: 'level', doc: '1, 2, 3 or 4', required: false }],
  flags: {
    ...incidentFlags,
    reason: flag.text('why it changes', { placeholder: 'text' }),
    page: flag.toggle('wake on-call, whatever the table of severities says'),
    noPage: flag.toggle('wake nobody'),
    ...timeFlags,
  },
  examples: [
    'catops incident severity 1 --reason "All public routes answer 503"',
    'catops incident severity 014 3 --no-page',
  ],
  async run(invocation) {
    const [{ changeIncident }, { setSeverity }] = await Promise.all([
      import('../kit/incident-change.js'),
      import('../../src/incidents/set-severity.js'),
    ]);
    const { args, flags } = invocation;
    const { reference, value } = referenceThenValue(args['inc'], args['level']);
    const page = either('page', flags.page, flags.noPage);
    const severity = readLevel(value);
    return changeIncident(invocation, {
      useCase: setSeverity,
      reference,
      input: (id) => ({
        id,
        severity,
        ...(page !== undefined && { page }),
        ...(flags.reason !== undefined && { reason: flags.reason }),
      }),
    });
  },
});

function readLevel(text: string | undefined) {
  try {
    return parseSeverity(text ?? '');
  } catch (cause) {
    throw new CatopsError('usage-invalid', 'Write the new severity: 1, 2, 3 or 4.', {
      hint: 'catops incident severity 1',
      cause,
    });
  }
}
