import { command } from './kit/command.js';
import { flag } from './kit/flags.js';
import { timeFlags } from './kit/shared-flags.js';

export const diagnose = command({
  path: 'diagnose',
  summary: 'Deploy, traffic, dependency or data? With the evidence, before a rollback.',
  description:
    'Looks at a window (default: since an hour before the first alarm that fires, else the last two ' +
    'hours): when which route got worse, what changed just before, and what is ill. Ranks what may be ' +
    'the reason, with what speaks for and against each, and the next command to run. It reads live ' +
    'metrics, else the rolled-up request log, releases and alarms, and changes nothing.',
  effect: 'read',
  flags: {
    from: flag.text('where the window begins: "3 hours ago", 21:20, ISO 8601', {
      placeholder: 'time',
    }),
    to: flag.text('where it ends (default: now)', { placeholder: 'time' }),
    telemetry: flag.oneOf('look at these alone', ['metrics', 'rollups']),
    all: flag.toggle('show every hypothesis and every change, not the likeliest alone'),
    ...timeFlags,
  },
  examples: [
    'catops diagnose',
    'catops diagnose --from "3 hours ago" --all',
    'catops diagnose --from 2018-11-14T00:00Z --to 2018-11-15T22:00Z --telemetry rollups --json',
  ],
  async run(invocation) {
    const { runDiagnosis } = await import('./kit/diagnose.js');
    return runDiagnosis(invocation);
  },
});
