import type { IncidentId } from '../../src/incidents/entry.js';
import type { ChangeOutcome } from '../../src/incidents/outcome.js';
import type { UseCase } from '../../src/incidents/use-cases.js';
import type { Host } from '../../src/platform/host.js';
import { openIncidentProgress } from '../views/incident-progress.js';
import type { Reply } from './command.js';
import { createContext, type IncidentContext } from './incident-context.js';
import { changeReply, type Layout } from './incident-reply.js';
import { previewReply } from './preview.js';
import { rehearsalPreview } from './rehearsal-preview.js';
import { tableWidthOf } from './terminal.js';
import type { Wiring } from './wiring.js';

/** The part of an invocation that every command about incidents has. */
export interface IncidentInvocation {
  readonly flags: { readonly tz?: string | undefined; readonly utc?: boolean };
  readonly json: boolean;
  readonly dryRun: boolean;
  readonly host: Host;
  readonly wiring: Wiring;
  say(line: string): void;
}

/** What is done with one incident, and how the answer begins. */
export interface Change<I extends { readonly id: IncidentId }, O extends ChangeOutcome> {
  readonly useCase: UseCase<I, O>;
  /** As typed; undefined is the only open incident. */
  readonly reference: string | undefined;
  /** Builds the input; wrong values throw before anything is written or sent. */
  input(id: IncidentId, context: IncidentContext): Promise<I> | I;
  /** Asks first; a Reply ends the command with it. */
  consent?(id: IncidentId): Promise<Reply | undefined>;
  /** One sentence of what was done, above the table. */
  said?(outcome: O, context: IncidentContext): string;
}

/**
 * Runs a use-case that changes an incident, showing how it goes. With `--dry-run` it runs on a copy
 * of the record, against targets that only write down what would be sent.
 */
export async function changeIncident<
  I extends { readonly id: IncidentId },
  O extends ChangeOutcome,
>(invocation: IncidentInvocation, change: Change<I, O>): Promise<Reply> {
  const context = await openContext(invocation);
  const id = await context.find(change.reference);
  const input = await change.input(id, context);
  if (invocation.dryRun) return rehearsed(invocation, context, change.useCase, input);
  const refused = await change.consent?.(id);
  if (refused) return refused;
  const outcome = await runShown(invocation, context, change.useCase, input);
  const layout = layoutOf(invocation.host, context);
  return changeReply(outcome, layout, change.said?.(outcome, context));
}

/** The zone, the clock and everything else a command about incidents needs. */
export async function openContext(invocation: IncidentInvocation): Promise<IncidentContext> {
  const { host, wiring, flags, say } = invocation;
  return createContext(await wiring.incidents(), host, flags.utc === true, say);
}

/** Runs a use-case while its events are shown on standard error. */
export function runShown<I, O>(
  { host }: IncidentInvocation,
  context: IncidentContext,
  useCase: UseCase<I, O>,
  input: I,
): Promise<O> {
  const progress = openIncidentProgress({ host, layout: layoutOf(host, context) });
  return useCase(context.deps, input, progress.show, host.signal);
}

/** What the use-case would send and whom it would wake, as the answer of `--dry-run`; `after` is said too. */
export async function rehearsed<I, O>(
  { host, wiring }: IncidentInvocation,
  context: IncidentContext,
  useCase: UseCase<I, O>,
  input: I,
  after: readonly string[] = [],
): Promise<Reply> {
  const rehearsal = await wiring.rehearse();
  try {
    await useCase(rehearsal.deps, input, rehearsal.onEvent, host.signal);
    const preview = await rehearsalPreview(rehearsal, context.deps, host.clock.now());
    return previewReply({ ...preview, notes: [...preview.notes, ...after] });
  } finally {
    await rehearsal.close();
  }
}

/** The terminal and the moment that an answer is laid out for. */
export function layoutOf(host: Host, { zone }: Pick<IncidentContext, 'zone'>): Layout {
  return { zone, now: host.clock.now(), width: tableWidthOf(host.stdout) };
}
