import { openIncident } from '../../src/incidents/open-incident.js';
import type { OpenOutcome } from '../../src/incidents/outcome.js';
import { type AckEvent, type AckOutcome, waitForAck } from '../../src/incidents/wait-for-ack.js';
import { bothTimes, lengthText } from '../../src/platform/format-time.js';
import { printable } from '../../src/platform/terminal-text.js';
import { openIncidentProgress } from '../views/incident-progress.js';
import type { Reply } from './command.js';
import {
  type IncidentInvocation,
  layoutOf,
  openContext,
  rehearsed,
  runShown,
} from './incident-change.js';
import { type OpenAsked, openInput } from './incident-open.js';
import { type Layout, openReply, phoneText } from './incident-reply.js';

/** How long each level has, and up to which one is woken. */
export interface AckWait {
  readonly waitMs: number;
  readonly upTo: number;
}

/** Pages, then waits for somebody to say that they are on it, waking the next level when nobody does. */
export async function pageAndWait(
  invocation: IncidentInvocation,
  asked: OpenAsked,
  wait: AckWait,
): Promise<Reply> {
  const { host, say, dryRun } = invocation;
  const context = await openContext(invocation);
  const input = await openInput(invocation, context, asked);
  if (dryRun) return rehearsed(invocation, context, openIncident, input, planOf(wait));
  const opened = await runShown(invocation, context, openIncident, input);
  const layout = layoutOf(host, context);
  // Without a record nothing is known of an acknowledgement, and without on-call there is none.
  const nobody = context.deps.targets.onCall.kind === 'absent';
  if (!opened.recorded || nobody) return openReply(opened, layout);
  const { id } = opened.incident;
  const ended = await waitForAck(
    context.deps,
    { id, ...wait },
    openIncidentProgress({ host, layout }).show,
    (event) => say(lineOf(event)),
    host.signal,
  );
  return ackReply(opened, ended, layoutOf(host, context));
}

function planOf({ waitMs, upTo }: AckWait): readonly string[] {
  const length = lengthText(waitMs);
  return [
    `Then it would wait ${length} for an acknowledgement, and as long for each level up to ${upTo}.`,
  ];
}

function lineOf(event: AckEvent): string {
  if (event.kind === 'unseeing') {
    const { error, id } = event;
    const mend = error.hint === null ? '' : ` ${error.hint}`;
    return printable(
      `! Who acknowledges the page cannot be seen: ${error.message}${mend} catops incident ack ${id} is seen.`,
    );
  }
  const length = lengthText(event.waitMs);
  return event.kind === 'escalating'
    ? `! Nobody has acknowledged within ${length}: waking level ${event.level}.`
    : `Waiting up to ${length} for an acknowledgement. Ctrl-C ends the wait; the page stays.`;
}

function ackReply(opened: OpenOutcome, ended: AckOutcome, layout: Layout): Reply {
  const { acknowledged, level, waitedMs, phones, unread } = ended;
  const { exit, incident, targets, warnings } = ended;
  // What was not confirmed at first may be by now: the table says how things stand at the end.
  const { milestones, dedupKey, reached } = incident;
  const page = milestones.paged
    ? ({ kind: 'accepted', at: milestones.paged.at, dedupKey, reached } as const)
    : opened.page;
  const reply = openReply({ ...opened, incident, targets, warnings, page, exit }, layout);
  return {
    ...reply,
    data: { ...reply.data, wait: { acknowledged, level, waitedMs, phones, unread } },
    text: () => [reply.text(), '', ...endLines(ended, layout)].join('\n'),
  };
}

function endLines(ended: AckOutcome, layout: Layout): readonly string[] {
  const { acknowledged, level, waitedMs, phones, incident, unread } = ended;
  if (acknowledged) {
    const at = bothTimes(Date.parse(acknowledged.at), layout.zone);
    return [printable(`Acknowledged by ${acknowledged.by} at ${at}.`)];
  }
  if (phones === null && ended.exit !== 'no' && ended.exit !== 'upstream') {
    return [`${incident.id} is ${incident.state}: nobody has to answer any more.`];
  }
  const woken = level === 1 ? 'level 1 was' : `levels 1 to ${level} were`;
  const length = lengthText(waitedMs);
  return [
    unread
      ? printable(`NOT KNOWN whether anybody has acknowledged in ${length}: ${unread.message}`)
      : `NOBODY HAS ACKNOWLEDGED in ${length}; ${woken} woken.`,
    ...phoneText(phones, layout),
    `Try: catops incident escalate ${incident.id} --level ${level + 1}`,
  ];
}
