import { printable } from '../../src/platform/terminal-text.js';
import type { ScheduleEvent } from '../../src/schedule/event.js';

/** One line for a person; null for what is not worth one. */
export function scheduleLine(event: ScheduleEvent): string | null {
  const text = lineOf(event);
  return text === null ? null : printable(text);
}

function lineOf(event: ScheduleEvent): string | null {
  switch (event.kind) {
    case 'done': {
      const after = event.attempts > 1 ? ` after ${event.attempts} attempts` : '';
      const took = `${(event.tookMs / 1000).toFixed(1)} s`;
      return `${event.job} ${event.period}: done${after} in ${took}: ${event.said}`;
    }
    case 'failed': {
      if (event.again) return null;
      const { message, hint } = event.error;
      const mend = hint === null ? '' : ` Try: ${hint}`;
      return `${event.job} ${event.period}: failed: ${message}${mend} Tried again at ${event.nextAt}.`;
    }
    case 'cut-off':
      return `${event.job} ${event.period}: stopped in the middle; it is done again next time`;
    case 'left-out': {
      const which = event.count === 1 ? event.from : `${event.from} to ${event.to}`;
      return `${event.job}: ${which} left out, too old to catch up (${event.count}): catops rollup --backfill`;
    }
    case 'waiting':
      return `${event.job}: ${event.holder} is at it; waiting`;
    case 'store-failed':
      return `${event.job}: ${event.error.message} Tried again.`;
    default:
      return null;
  }
}
