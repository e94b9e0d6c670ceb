import { command } from '../kit/command.js';
import { incidentArgument, incidentFlags } from '../kit/incident-flags.js';
import { timeFlags } from '../kit/shared-flags.js';

export const incidentShow = command({
  path: 'incident show',
  summary: 'Show one incident: state, roles, milestones, targets.',
  effect: 'read',
  args: [incidentArgument],
  flags: { ...incidentFlags, ...timeFlags },
  examples: ['catops incident show', 'catops incident show 014 --tz Australia/Melbourne'],
  async run(invocation) {
    const [{ openContext, layoutOf }, { showIncident }, { showReply }] = await Promise.all([
      import('../kit/incident-change.js'),
      import('../../src/incidents/show-incident.js'),
      import('../kit/incident-show-reply.js'),
    ]);
    const context = await openContext(invocation);
    const id = await context.find(invocation.args['inc']);
    const shown = await showIncident(context.deps, id);
    return showReply(shown, context.deps.store.where(id), layoutOf(invocation.host, context));
  },
});
