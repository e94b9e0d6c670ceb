import type { Severity } from '../../src/incidents/entry.js';
import { openIncident } from '../../src/incidents/open-incident.js';
import type { OpenInput } from '../../src/incidents/use-cases.js';
import type { Reply } from './command.js';
import {
  type IncidentInvocation,
  layoutOf,
  openContext,
  rehearsed,
  runShown,
} from './incident-change.js';
import type { IncidentContext } from './incident-context.js';
import { openReply } from './incident-reply.js';
import { readRunbook } from './runbook-steps.js';

/** What the flags of `open` and `page` say, texts read already. */
export interface OpenAsked {
  readonly title: string;
  readonly severity?: Severity | undefined;
  readonly summary?: string | undefined;
  readonly component?: readonly string[];
  readonly at?: string | undefined;
  readonly detected?: string | undefined;
  readonly key?: string | undefined;
  readonly page: boolean | undefined;
  readonly lead?: string | undefined;
  readonly runbook?: string | undefined;
  readonly private?: boolean;
  readonly backfill?: boolean;
  readonly without: NonNullable<OpenInput['without']>;
}

/** The second loudest: it is easier to say later that it was less. */
const defaultSeverity: Severity = 'sev2';

/** Opens an incident and answers what reached whom; with `--dry-run`, what would. */
export async function openFromFlags(
  invocation: IncidentInvocation,
  asked: OpenAsked,
): Promise<Reply> {
  const context = await openContext(invocation);
  const input = await openInput(invocation, context, asked);
  if (invocation.dryRun) return rehearsed(invocation, context, openIncident, input);
  const outcome = await runShown(invocation, context, openIncident, input);
  return openReply(outcome, layoutOf(invocation.host, context));
}

/** What `open` is given, of the flags; wrong values throw before anything is written or sent. */
export async function openInput(
  { wiring }: IncidentInvocation,
  context: IncidentContext,
  asked: OpenAsked,
): Promise<OpenInput> {
  const { policy } = context.deps;
  const impactStarted = context.when('at', asked.at);
  const detected = context.when('detected', asked.detected);
  const given: Record<keyof OpenInput, unknown> = {
    title: asked.title,
    severity: asked.severity ?? defaultSeverity,
    summary: asked.summary,
    components: asked.component,
    impactStarted,
    detected,
    key: asked.key,
    page: asked.page,
    lead: asked.lead === 'me' ? policy.actor.id : asked.lead,
    nature: asked.backfill ? 'backfilled' : policy.practice ? 'practice' : 'real',
    private: asked.private,
    runbook: asked.runbook && (await readRunbook(wiring.runbookFolders(), asked.runbook)),
    without: asked.without,
  };
  const present = Object.entries(given).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present) as unknown as OpenInput;
}
