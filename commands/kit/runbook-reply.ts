import { printable } from '../../src/platform/terminal-text.js';
import { isFor, type Runbook } from '../../src/runbooks/runbook.js';
import type { Reply } from './command.js';
import { headLines, partLines, stepLines, tailLines } from './runbook-text.js';
import { table } from './table.js';

interface ListOptions {
  readonly word?: string;
  readonly place: string;
  readonly width: number;
}

/** Runbooks as a table: what each is for, and when somebody last went through it. */
export function runbookListReply(
  all: readonly Runbook[],
  { word, place, width }: ListOptions,
): Reply {
  const shown = all.filter((each) => word === undefined || hasToDoWith(each, word));
  return {
    exit: 'ok',
    data: {
      schema: 'catops.runbooks/v1',
      runbooks: shown.map(({ sections: _sections, steps, ...rest }) => ({
        ...rest,
        steps: steps.length,
      })),
    },
    text: () => {
      if (shown.length === 0) return `No runbook in ${printable(place)} has to do with that.`;
      const columns = [
        { title: 'RUNBOOK' },
        { title: 'SEV' },
        { title: 'DRILLED' },
        { title: 'WHAT', flexible: true },
      ];
      const rows = shown.map(({ name, severity, lastDrilled, title }) =>
        [name, severity, lastDrilled, title].map(printable),
      );
      return [
        table(columns, rows, width),
        '',
        `${shown.length} runbooks. One of them: catops runbook show ${shown[0]?.name}`,
      ].join('\n');
    },
  };
}

function hasToDoWith(runbook: Runbook, word: string): boolean {
  const { name, title } = runbook;
  const part = word.toLowerCase();
  return isFor(runbook, part) || `${name} ${title}`.toLowerCase().includes(part);
}

/** A whole runbook. */
export function runbookReply(runbook: Runbook, width: number): Reply {
  return {
    exit: 'ok',
    data: { schema: 'catops.runbook/v1', ...runbook },
    text: () =>
      [
        ...headLines(runbook, width),
        ...runbook.steps.flatMap((step, at) => [
          '',
          ...partLines(runbook, at),
          ...stepLines(step, at + 1, width),
        ]),
        ...tailLines(runbook, width),
        '',
        `Step by step, with what is run kept in the incident: catops runbook run ${runbook.name}`,
      ].join('\n'),
  };
}
