import { command } from '../kit/command.js';
import { flag } from '../kit/flags.js';

export const loadtestCalibrate = command({
  path: 'loadtest calibrate',
  summary: 'Measure how often this machine would call a build slower than itself.',
  description:
    'Lets one API take turns with itself, as `catops loadtest --baseline` does with two builds, and ' +
    'tells how many of such comparisons would raise a false alarm, give no verdict, or find a build ' +
    'that is slower by a tenth or a quarter. It is true of this machine as it is now.',
  effect: 'write',
  args: [
    { name: 'scenario', doc: 'name in loadtests/, or a path (default: default)', required: false },
  ],
  flags: {
    target: flag.text('an API that already runs; nothing is started', { placeholder: 'url' }),
    allowHost: flag.texts('name a target that is not this machine; repeatable', {
      placeholder: 'host',
    }),
    rounds: flag.integer('rounds of each of three arms, a second each (default 24)', {
      placeholder: 'number',
      min: 12,
      max: 200,
    }),
  },
  examples: ['catops loadtest calibrate', 'catops loadtest calibrate --rounds 60 --json'],
  async run(invocation) {
    const { runCalibration } = await import('../kit/loadtest-calibrate.js');
    return runCalibration(invocation, invocation.flags);
  },
});
