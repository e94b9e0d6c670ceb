import { command } from './kit/command.js';
import { incidentFlags } from './kit/incident-flags.js';

export const doctor = command({
  path: 'doctor',
  summary: 'Check that the next incident would reach everybody.',
  description:
    "Looks at each vendor's credential and set-up, at the clock, the queue and who is kept as on " +
    'call, and says what to do about each finding. Changes nothing and wakes nobody. Ends with 10 ' +
    'when something is broken.',
  effect: 'read',
  flags: { ...incidentFlags },
  examples: ['catops doctor', 'catops doctor --json'],
  async run({ wiring, host }) {
    const [{ examine }, { doctorReply }, { tableWidthOf }] = await Promise.all([
      import('../src/doctor/examine.js'),
      import('./kit/doctor-reply.js'),
      import('./kit/terminal.js'),
    ]);
    const examination = await examine(await wiring.checkups(), host.signal);
    return doctorReply(examination, tableWidthOf(host.stdout));
  },
});
