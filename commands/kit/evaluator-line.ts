import type { EvaluatorEvent } from '../../src/alarms/local/run-evaluator.js';
import type { Told } from '../../src/alarms/local/tell-people.js';
import { printable } from '../../src/platform/terminal-text.js';

/**
 * One line of what the evaluator tells, for the terminal or the log of `catops up`; null for what
 * nobody need read there: an alarm that gets its first data, of which there are dozens at a start.
 */
export function evaluatorLine(event: EvaluatorEvent): string | null {
  switch (event.kind) {
    case 'changed': {
      const { name, from, to, at, reason } = event.change;
      if (from !== 'ALARM' && to !== 'ALARM') return null;
      return printable(`Alarm ${name}: ${from} → ${to} at ${at}: ${reason}`);
    }
    case 'told':
      if (event.told.kind === 'nothing') return null;
      return printable(`Alarm ${event.change.name}: ${toldText(event.told)}`);
    case 'waiting':
      return printable(`Alarms: ${event.holder} judges them; this one stands by.`);
    case 'failed':
      return printable(
        `Alarms: ${partTexts[event.part]}: ${sentence(event.message)} It is tried again.`,
      );
  }
}

function sentence(message: string): string {
  return `${message.replace(/[.\s]+$/, '')}.`;
}

const partTexts = {
  samples: 'samples could not be kept',
  alarms: 'states could not be kept, and are remembered',
  pages: 'an incident could not be told',
  warnings: 'an early warning could not be mailed',
  deliveries: 'what incidents owe could not be sent',
} as const;

function toldText(told: Exclude<Told, { kind: 'nothing' }>): string {
  switch (told.kind) {
    case 'opened': {
      const { id, page } = told;
      if (page.kind === 'accepted') return `opened ${id}, and on-call was paged.`;
      if (page.kind === 'not-asked') return `opened ${id}; ${page.reason}.`;
      return `opened ${id}, and NOBODY IS PAGED YET: ${sentence(page.error.message)}`;
    }
    case 'noted':
      return `noted in ${told.id}.`;
    case 'not-yet':
      return `NOBODY IS TOLD YET: ${sentence(told.reason)} It is tried again.`;
  }
}
