import { systemClock } from '../../src/platform/node-host.js';
import { Failures } from '../failures/failures.js';
import { HealthBoard } from '../health/health-board.js';
import { release } from '../release.js';
import { createLineLog } from './log.js';

/** Where a process of ours tells of what it does and of what fails, and remembers what is ill. */
export function openFailures(output: { write(line: string): unknown }) {
  const clock = systemClock;
  const log = createLineLog(output, clock);
  const health = new HealthBoard(clock);
  const onFailure = health.failed.bind(health);
  return { log, failures: new Failures({ log, clock, release, onFailure }), health };
}
