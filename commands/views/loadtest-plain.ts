import type { LoadtestEvent } from '../../src/loadtest/events.js';
import { describeCounts, describeEvent } from './loadtest-lines.js';

// CI takes a step that says nothing for ten minutes for dead.
const everySeconds = 30;

/** Writes what happens as lines: one at each step, and the counts twice a minute in a long phase. */
export function plainLines(write: (line: string) => void): (event: LoadtestEvent) => void {
  let told = 0;
  return (event) => {
    if (event.type === 'phase-start') told = 0;
    if (event.type === 'progress' && event.elapsedSeconds >= told + everySeconds) {
      told = event.elapsedSeconds;
      write(`  after ${Math.floor(told)} s: ${describeCounts(event)}`);
    }
    const line = describeEvent(event);
    if (line !== undefined) write(line);
  };
}
