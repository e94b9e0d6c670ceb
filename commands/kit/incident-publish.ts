import type { IncidentId } from '../../src/incidents/entry.js';
import {
  checkApproval,
  checkPublish,
  type PublicDeps,
  type PublicPreview,
  previewPublic,
} from '../../src/incidents/public/approval.js';
import { publishCard } from '../../src/incidents/publish-card.js';
import { recordEntry } from '../../src/incidents/record-entry.js';
import { showIncident } from '../../src/incidents/show-incident.js';
import type { PublishCard } from '../../src/incidents/use-cases.js';
import { CatopsError } from '../../src/platform/errors.js';
import { printable } from '../../src/platform/terminal-text.js';
import { askLine, canAsk } from './ask.js';
import type { Reply } from './command.js';
import {
  type IncidentInvocation,
  layoutOf,
  openContext,
  rehearsed,
  runShown,
} from './incident-change.js';
import type { IncidentContext } from './incident-context.js';
import { changeReply } from './incident-reply.js';
import { approvedByTyping, type Preview } from './preview.js';

/** What the flags of `publish` say. */
export interface PublishAsked {
  readonly title?: string | undefined;
  readonly approve: boolean;
  readonly noInput: boolean;
}

/**
 * Shows what strangers would read, has it approved by typing where it is not yet, and publishes
 * exactly that. Nothing is recorded or sent before the approval is there.
 */
export async function publishIncident(
  invocation: IncidentInvocation,
  reference: string | undefined,
  asked: PublishAsked,
): Promise<Reply> {
  const context = await openContext(invocation);
  const id = await context.find(reference);
  const deps: PublicDeps = {
    sha256: (text) => context.deps.ids.sha256(text),
    deniedTerms: invocation.wiring.settings().denyTerms,
  };
  const { incident } = await showIncident(context.deps, id);
  const preview = previewPublic(incident, deps, asked.title);
  if (preview.kind === 'refused') throw refusal(preview);
  if (invocation.dryRun) {
    invocation.say(publicText(preview).join('\n'));
    return rehearsed(
      invocation,
      context,
      publishApproved(preview.rendering.whole),
      cardOf(id, preview),
    );
  }
  if (incident.public.approved?.sha256 !== preview.sha256) {
    const stopped = await approve(invocation, context, id, preview, asked);
    if (stopped) return stopped;
  }
  const layout = layoutOf(invocation.host, context);
  const approved = await showIncident(context.deps, id);
  if (asked.approve) return changeReply(approved, layout, `Approved ${shortHash(preview)}.`);
  // Read again from the record: what is sent is what the record says was approved, to the byte.
  const checked = checkPublish(approved.incident, deps);
  if (checked.kind === 'refused') throw refusal(checked);
  const outcome = await runShown(invocation, context, publishCard, cardOf(id, checked));
  return changeReply(outcome, layout, `Published ${shortHash(checked)}.`);
}

function cardOf(
  id: IncidentId,
  { rendering, sha256 }: Pick<PublicPreview, 'rendering' | 'sha256'>,
) {
  const { title, status, text } = rendering;
  return { id, title, status, text, sha256 };
}

/** Undefined when it is approved and recorded; a Reply when nobody could be asked. */
async function approve(
  invocation: IncidentInvocation,
  context: IncidentContext,
  id: IncidentId,
  preview: PublicPreview,
  { title, approve: only, noInput }: PublishAsked,
): Promise<Reply | undefined> {
  const { host } = invocation;
  const typed = canAsk(host, noInput) ? await typeFindings(invocation, preview) : [];
  const check = checkApproval(preview, typed);
  if (check.kind === 'findings') {
    const words = check.findings.map(({ found, why }) => `"${found}" ${why}`).join('; ');
    throw new CatopsError('publish-refused', `Not published: ${words}.`, {
      hint: 'reword the update with catops incident update --replaces, or approve it on a terminal',
    });
  }
  const stopped = await approvedByTyping(host, planOf(id, preview), {
    noInput,
    argv: [
      ...['catops', 'incident', 'publish', id],
      ...(title === undefined ? [] : ['--title', title]),
      ...(only ? ['--approve'] : []),
      ...(context.deps.policy.practice ? ['--practice'] : []),
    ],
    expected: `publish ${shortHash(preview)}`,
  });
  if (stopped) return stopped;
  const { sha256 } = preview;
  for (const body of approvalOf(sha256, check.text)) {
    await runShown(invocation, context, recordEntry, { id, body });
  }
  return undefined;
}

/** What the record keeps of an approval: the text, then that it was approved. */
function approvalOf(sha256: string, text: string) {
  const drafted = { kind: 'public', step: 'drafted', sha256, text } as const;
  const approved = { kind: 'public', step: 'approved', sha256, text: null } as const;
  return [drafted, approved] as const;
}

/** For trying it out: as if somebody had approved it just now. */
const publishApproved =
  (whole: string): PublishCard =>
  async (deps, input, onEvent, signal) => {
    const { id, sha256 } = input;
    for (const body of approvalOf(sha256, whole)) {
      await recordEntry(deps, { id, body }, onEvent, signal);
    }
    return publishCard(deps, input, onEvent, signal);
  };

/** Every finding has to be typed back, so that nobody approves what they did not read. */
async function typeFindings({ host }: IncidentInvocation, preview: PublicPreview) {
  const typed: string[] = [];
  for (const { found, why, line } of preview.findings) {
    host.stderr.write(`Line ${line}: "${printable(found)}" ${why}.\n`);
    typed.push(await askLine(host, 'Type it back to publish it all the same:'));
  }
  return typed;
}

function planOf(id: IncidentId, preview: PublicPreview): Preview {
  const summary = `What strangers would read of ${id} (${shortHash(preview)}):`;
  return { summary, wakes: [], notes: publicText(preview), requests: [] };
}

const marks = { same: '  ', added: '+ ', removed: '- ' } as const;

function publicText({ diff, findings }: PublicPreview): string[] {
  return [
    ...diff.map(({ kind, text }) => `${marks[kind]}${text}`),
    ...findings.map(({ found, why, line }) => `! line ${line}: "${found}" ${why}`),
  ].map(printable);
}

function shortHash({ sha256 }: Pick<PublicPreview, 'sha256'>): string {
  return sha256.slice(0, 12);
}

function refusal({ problem, hint }: { problem: string; hint: string }): CatopsError {
  return new CatopsError('publish-refused', problem, { hint });
}
