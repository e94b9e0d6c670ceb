import { faultText } from '../../src/loadtest/scenario-fault.js';
import type { ValidatedScenario } from '../../src/loadtest/validate-scenarios.js';
import { CatopsError } from '../../src/platform/errors.js';
import { printable } from '../../src/platform/terminal-text.js';
import type { Reply } from './command.js';

/** What `catops loadtest validate` answers: every fault of every scenario. */
export function validationReply(scenarios: readonly ValidatedScenario[]): Reply {
  if (scenarios.length === 0) {
    throw new CatopsError('scenario-invalid', 'There is no scenario to validate.', {
      hint: 'catops loadtest init --openapi <url>',
    });
  }
  const valid = scenarios.every((scenario) => scenario.valid);
  return {
    exit: valid ? 'ok' : 'usage',
    data: { schema: 'catops.loadtest-validation/v1', valid, scenarios },
    text: () => scenarios.flatMap(linesOf).map(printable).join('\n'),
  };
}

function linesOf({ file, faults, missing, summary }: ValidatedScenario): string[] {
  const needs = missing.length === 0 ? [] : [`  A run needs ${missing.join(', ')} to be set.`];
  if (faults.length > 0 || summary === null) {
    const count = faults.length === 1 ? 'a fault' : `${faults.length} faults`;
    return [
      `${file} has ${count}:`,
      ...faults.map((fault) => `  ${faultText(file, fault)}`),
      ...needs,
    ];
  }
  const { routes, excused, phases, seconds, requests, thresholds } = summary;
  const parts = [
    counted(routes, 'route'),
    ...(excused > 0 ? [`${excused} excused`] : []),
    `${counted(phases, 'phase')} of ${seconds} s`,
    requests === null ? 'as many requests as it can' : counted(requests, 'request'),
    counted(thresholds, 'threshold'),
  ];
  return [`${file} is valid: ${parts.join(', ')}.`, ...needs];
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
