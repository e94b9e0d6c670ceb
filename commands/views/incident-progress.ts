import type { IncidentEvent, OnIncidentEvent } from '../../src/incidents/outcome.js';
import type { Host } from '../../src/platform/host.js';
import { printable } from '../../src/platform/terminal-text.js';
import { type Layout, personText, phoneText } from '../kit/incident-reply.js';

/** Shows how the deliveries of an incident go: plain lines on standard error, one an event. */
export function openIncidentProgress(options: {
  readonly host: Pick<Host, 'stderr' | 'pid'>;
  readonly layout: Layout;
}): { readonly show: OnIncidentEvent } {
  const { host, layout } = options;
  const said = new Set<string>();
  return {
    show: (event) => {
      // One target of ours waits for another of ours: nobody else is meant.
      if (event.kind === 'waiting' && event.holder.startsWith(`process ${host.pid} `)) return;
      const lines = linesOf(event, layout).map(printable);
      // A vendor that stays away is tried again and again; the same news is said once.
      if (event.kind === 'delayed' && said.has(lines.join())) return;
      said.add(lines.join());
      for (const line of lines) host.stderr.write(`${line}\n`);
    },
  };
}

/** An event as plain lines; none where a person needs not know. */
export function linesOf(event: IncidentEvent, layout: Layout): readonly string[] {
  switch (event.kind) {
    case 'recorded':
      return [`${event.id} is recorded in ${event.where}`];
    case 'record-failed':
      return [
        `The record cannot be written: ${event.message} On-call is told all the same.`,
        ...(event.dedupKey === null ? [] : [`Its key is ${event.dedupKey}`]),
      ];
    case 'delivered':
      return [`✓ ${opText(event.op)}${event.adopted ? ' (had been done already)' : ''}`];
    case 'delayed':
      return [`… ${opText(event.op)}: ${event.error.message}`];
    case 'dead':
      return [`✗ ${opText(event.op)}: ${event.error.message}`, ...hintOf(event.error.hint)];
    case 'page-failing':
      return [
        `✗ Paging is not confirmed: ${event.error.message}`,
        ...phoneText(event.phones, layout),
      ];
    case 'reached':
      return [`  on call: ${event.people.map((each) => personText(each, layout.now)).join(', ')}`];
    case 'candidates':
      return event.count === 0
        ? []
        : [
            `  ${counted(event.count, event.from)} near the start, as candidates: catops incident show`,
          ];
    case 'waiting':
      return [`Another catops is sending for ${event.id}: ${event.holder}`];
    case 'skipped':
    case 'sending':
      return [];
  }
}

/** `1 commit`, `3 commits` */
function counted(count: number, names: string): string {
  return `${count} ${count === 1 ? names.replace(/s$/, '') : names}`;
}

function hintOf(hint: string | null): string[] {
  return hint === null ? [] : [`  Try: ${hint}`];
}

const texts: Readonly<Record<string, string>> = {
  'page.trigger': 'page',
  'page.acknowledge': 'acknowledgement of the page',
  'page.escalate': 'escalation',
  'page.resolve': 'end of the page',
  'chat.room': 'chat room',
  'chat.headline': 'headline in chat',
  'chat.edit': 'headline brought up to date',
  'chat.pin': 'headline pinned',
  'chat.reply': 'message in the thread',
  'board.card': 'card on the board',
  'board.update': 'card brought up to date',
  'board.checklist': 'checklist on the card',
  'board.comment': 'comment on the card',
  'board.link': 'link on the card',
  'board.file': 'file on the card',
  'public.card': 'public card',
};

/** What a delivery does, in words. */
export function opText(op: string): string {
  return texts[op] ?? op;
}
