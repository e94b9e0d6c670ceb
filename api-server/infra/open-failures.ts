import { systemClock } from '../../src/platform/node-host.js';
import { Failures } from '../failures/failures.js';
import { release } from '../release.js';
import { createLineLog } from './log.js';

/** Where a process of ours tells of what it does and of what fails. */
export function openFailures(output: { write(line: string): unknown }) {
  const log = createLineLog(output, systemClock);
  return { log, failures: new Failures({ log, clock: systemClock, release }) };
}
