import type { Examination } from '../../src/doctor/examine.js';
import type { Finding, FindingState } from '../../src/doctor/finding.js';
import { printable } from '../../src/platform/terminal-text.js';
import type { Reply } from './command.js';
import { table } from './table.js';

const marks: Readonly<Record<FindingState, string>> = {
  ok: '✓ ok',
  warning: '! warning',
  broken: '✗ broken',
  absent: '- not set up',
};

/** Every finding with its mend; ends with 10 when something is broken. */
export function doctorReply({ findings, broken }: Examination, width: number): Reply {
  const count = (state: FindingState) => findings.filter((each) => each.state === state).length;
  return {
    exit: broken ? 'no' : 'ok',
    data: { schema: 'catops.doctor/v1', ok: !broken, findings },
    text: () =>
      [
        table(
          [
            { title: 'AREA' },
            { title: 'CHECK' },
            { title: 'STATE' },
            { title: 'FOUND', flexible: true },
          ],
          findings.map(rowOf),
          width,
        ),
        ...withSpace(findings.flatMap(mendOf)),
        '',
        `${count('broken')} broken, ${count('warning')} warnings, ${count('ok')} ok, ${count('absent')} not set up.`,
      ].join('\n'),
  };
}

function rowOf({ area, check, state, says }: Finding): string[] {
  return [printable(area), printable(check), marks[state], printable(says)];
}

function withSpace(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? lines : ['', ...lines];
}

/** What is cut in the table is said here in full. */
function mendOf({ area, check, state, says, mend }: Finding): string[] {
  if (state === 'ok' || (state === 'absent' && mend === null)) return [];
  const lines = [`${area}, ${check}: ${says}`, ...(mend === null ? [] : [`  Try: ${mend}`])];
  return lines.map(printable);
}
