import { command } from '../kit/command.js';
import { incidentArgument, incidentFlags } from '../kit/incident-flags.js';
import { timeFlags } from '../kit/shared-flags.js';

export const incidentExec = command({
  path: 'incident exec',
  summary: 'Run a command and write it into the timeline.',
  description:
    'Runs the command after -- and records it with its exit code, its duration, and the head and ' +
    'tail of what it said, secrets redacted. Ends with the exit code of the command; with the codes ' +
    'of catops only when it could not be started.',
  effect: 'write',
  args: [incidentArgument],
  passthrough: 'command',
  flags: { ...incidentFlags, ...timeFlags },
  examples: [
    'catops incident exec -- systemctl status cat-api',
    'catops incident exec 014 -- curl -sI https://api.example.com/v1/breeds',
  ],
  async run(invocation) {
    const { execInIncident } = await import('../kit/incident-exec.js');
    return execInIncident(invocation, invocation.args['inc'], invocation.rest);
  },
});
