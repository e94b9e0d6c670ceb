import { endingText, exitOf } from '../../src/environments/ending.js';
import type { Followed } from '../../src/environments/follow-change.js';
import type { OnPerformEvent } from '../../src/environments/perform-change.js';
import type { EnvironmentStatus, PlannedRequest } from '../../src/environments/ports.js';
import { type Goal, usualLimits, type WatchLimits } from '../../src/environments/watch.js';
import { lengthText } from '../../src/platform/format-time.js';
import { printable } from '../../src/platform/terminal-text.js';
import { openEnvironmentProgress } from '../views/environment-progress.js';
import type { Reply } from './command.js';
import {
  type EnvironmentContext,
  type EnvironmentInvocation,
  environmentContext,
} from './environment-context.js';
import { checkConfirm, limitsOf } from './environment-flags.js';
import { approvedByTyping, confirmed, type Preview, previewText } from './preview.js';

/** An invocation that changes an environment and waits for the end. */
export interface ChangeInvocation extends EnvironmentInvocation {
  readonly dryRun: boolean;
  readonly flags: EnvironmentInvocation['flags'] & {
    readonly accept: 'green' | 'yellow' | undefined;
    readonly settle: number | undefined;
    readonly timeout: number | undefined;
    readonly confirm: string | undefined;
    readonly yes: boolean;
    readonly noInput: boolean;
  };
}

/** What is to be done, once it was agreed to. */
export interface Proposal {
  readonly preview: Preview;
  /** The plan, for a program. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly goal: Goal;
  /** Everything it would send, in order. */
  requests(signal: AbortSignal): Promise<readonly PlannedRequest[]>;
  /** It is so already: nothing is asked and nothing done. */
  readonly isSo?: boolean;
  perform(limits: WatchLimits, onEvent: OnPerformEvent, signal: AbortSignal): Promise<Followed>;
}

/** Plans, asks, does and waits: the way of every command that changes an environment. */
export async function changeEnvironment(
  invocation: ChangeInvocation,
  propose: (before: EnvironmentStatus, context: EnvironmentContext) => Promise<Proposal>,
): Promise<Reply> {
  const { host, flags, dryRun } = invocation;
  const context = await environmentContext(invocation);
  const name = await context.find(invocation.args['name']);
  checkConfirm(name, flags.confirm);
  const before = await context.deps.environments.status(name, host.signal);
  const proposal = await propose(before, context);
  if (dryRun) return plannedReply(proposal, await proposal.requests(host.signal));
  if (proposal.isSo) return unchangedReply(before, proposal.goal);
  const stopped = await consent(invocation, before, proposal.preview);
  if (stopped) return stopped;
  return followed(invocation, context, name, proposal.goal, (onEvent, signal) =>
    proposal.perform(limitsOf(usualLimits, flags), onEvent, signal),
  );
}

/** Shows how it goes until it has ended, and answers how. Ctrl-C ends the looking, not the change. */
export async function followed(
  { host }: Pick<EnvironmentInvocation, 'host'>,
  { zone, layout }: EnvironmentContext,
  name: string,
  goal: Goal,
  follow: (onEvent: OnPerformEvent, signal: AbortSignal) => Promise<Followed>,
): Promise<Reply> {
  const progress = openEnvironmentProgress({ host, zone, ascii: layout.ascii });
  const again = waitCommand(name, goal);
  try {
    const { ending, status, tookMs } = await follow(progress.show, host.signal);
    const text = endingText(name, goal, ending, status);
    const next = ending.kind === 'still-updating' ? `\nGo on waiting: ${again}` : '';
    return {
      exit: exitOf(ending),
      data: { schema: 'catops.env-change/v1', environment: name, goal, ending, status, tookMs },
      text: () => printable(`${text} It took ${lengthText(tookMs)}.`) + next,
    };
  } catch (error) {
    progress.close();
    if (host.signal.aborted) host.stderr.write(`What was begun goes on without us: ${again}\n`);
    throw error;
  } finally {
    progress.close();
  }
}

function waitCommand(name: string, goal: Goal): string {
  return `catops env wait ${name}${goal.kind === 'version' ? ` --version ${goal.version}` : ''}`;
}

function unchangedReply(status: EnvironmentStatus, goal: Goal): Reply {
  const ending = { kind: 'done', proof: 'environment' } as const;
  const seen = { environment: status.name, goal, ending, status, tookMs: 0 };
  return {
    exit: 'ok',
    data: { schema: 'catops.env-change/v1', ...seen },
    text: () => printable(`${status.name} is so already: nothing was done.`),
  };
}

function plannedReply(
  { preview, data, isSo }: Proposal,
  planned: readonly PlannedRequest[],
): Reply {
  const requests = isSo ? [] : planned;
  const { summary } = preview;
  return {
    exit: 'ok',
    data: { schema: 'catops.env-plan/v1', dryRun: true, summary, ...data, requests },
    text: () => `${previewText({ ...preview, requests })}\nNothing was done.`,
  };
}

/** Production is changed by its name, typed or given; everything else by a yes. */
async function consent(
  { host, flags, say }: ChangeInvocation,
  { name, production }: EnvironmentStatus,
  preview: Preview,
): Promise<Reply | undefined> {
  const { confirm, noInput, yes } = flags;
  if (confirm !== undefined || (yes && !production)) {
    // Whoever reads the log of a script sees what was planned, too.
    say(previewText(preview));
    return undefined;
  }
  const argv = ['catops', ...host.argv];
  if (!production)
    return confirmed(host, preview, { yes: false, noInput, argv: [...argv, '--yes'] });
  const named = [...argv.filter((word) => word !== '--yes' && word !== '-y'), '--confirm', name];
  return approvedByTyping(host, preview, { noInput, argv: named, expected: name });
}
