import { CatopsError } from '../../src/platform/errors.js';
import { command } from '../kit/command.js';
import { flag } from '../kit/flags.js';
import { incidentFlags, severityFlag } from '../kit/incident-flags.js';
import { timeFlags } from '../kit/shared-flags.js';

const mostRows = 1000;

export const incidentList = command({
  path: 'incident list',
  summary: 'List incidents, newest first.',
  effect: 'read',
  flags: {
    ...incidentFlags,
    all: flag.toggle('closed and cancelled ones too'),
    state: flag.oneOf('only those in this state', [
      'investigating',
      'identified',
      'monitoring',
      'resolved',
      'closed',
      'cancelled',
    ]),
    severity: severityFlag('only those of this severity'),
    since: flag.text('only those opened since, such as "7 days ago"', { placeholder: 'time' }),
    limit: flag.integer('how many at most (default 20)', {
      short: 'n',
      placeholder: 'number',
      min: 1,
      max: mostRows,
    }),
    ...timeFlags,
  },
  examples: ['catops incident list', 'catops inc list --all -s 1 --since "90 days ago" --json'],
  async run(invocation) {
    const [{ openContext, layoutOf }, { listIncidents }, { listReply }] = await Promise.all([
      import('../kit/incident-change.js'),
      import('../../src/incidents/list-incidents.js'),
      import('../kit/incident-list-reply.js'),
    ]);
    const { flags, host } = invocation;
    const ended = flags.state === 'closed' || flags.state === 'cancelled';
    const context = await openContext({ ...invocation, say: () => {} });
    const since = context.when('since', flags.since);
    if (since && since.precision === 'approx') {
      throw new CatopsError('usage-invalid', '--since: write a time without ~.');
    }
    const found = await listIncidents(context.deps, {
      which: flags.all || ended ? 'all' : 'open',
      limit: flags.limit ?? 20,
      ...(flags.state !== undefined && { state: flags.state }),
      ...(flags.severity !== undefined && { severity: flags.severity }),
      ...(since && { since: since.at }),
    });
    return listReply(found, layoutOf(host, context));
  },
});
