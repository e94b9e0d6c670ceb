import type { OnCallAnswer } from '../../src/doctor/look-up-on-call.js';
import type { Reached } from '../../src/incidents/entry.js';
import { bothTimes, timeIn } from '../../src/platform/format-time.js';
import { printable } from '../../src/platform/terminal-text.js';
import { zoneOf } from '../../src/platform/zone.js';
import type { Reply } from './command.js';
import { type Layout, phoneText } from './incident-reply.js';
import { table } from './table.js';

const schema = 'catops.oncall/v1';

/** Who is on call as a table; where nobody could be asked, the telephone numbers kept. */
export function onCallReply(answer: OnCallAnswer, layout: Layout): Reply {
  if (answer.kind === 'kept') {
    const { phones, reason, hint, credential } = answer;
    return {
      exit: credential ? 'credential' : 'upstream',
      data: {
        schema,
        asked: false,
        reason,
        hint,
        people: phones?.people ?? [],
        at: phones?.at ?? null,
      },
      text: () =>
        [
          printable(reason),
          ...(hint === null ? [] : [`Try: ${printable(hint)}`]),
          ...phoneText(phones, layout),
        ].join('\n'),
    };
  }
  const { people, at, notKept } = answer;
  return {
    exit: notKept === null ? 'ok' : 'localStore',
    data: { schema, asked: true, people, at, notKept },
    text: () =>
      [
        `On call at ${bothTimes(Date.parse(at), layout.zone)}`,
        people.length === 0 ? 'Nobody is on call.' : peopleTable(people, layout),
        ...(notKept === null
          ? []
          : [`! Not kept for a day without a network: ${printable(notKept)}`]),
      ].join('\n'),
  };
}

function peopleTable(people: readonly Reached[], { now, width }: Layout): string {
  const rows = people.map(({ name, tz, phones }, i) => {
    const zone = tz === null ? undefined : zoneOf(tz);
    const local = zone ? `${timeIn(now, zone)} ${zone.name}` : '—';
    return [String(i + 1), name, local, phones.join(', ') || '—'].map(printable);
  });
  const columns = [
    { title: 'LEVEL', align: 'right' as const },
    { title: 'NAME', flexible: true },
    { title: 'THEIR TIME' },
    { title: 'TELEPHONE' },
  ];
  return table(columns, rows, width);
}
