import type { Argument } from './command.js';

/** The runbook that a command is about. */
export const runbookArgument: Argument = {
  name: 'runbook',
  doc: 'its name, or the alarm, error code or rule it is for',
  required: true,
  completes: 'runbook',
};
