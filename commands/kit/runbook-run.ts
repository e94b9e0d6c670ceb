import type { IncidentId } from '../../src/incidents/entry.js';
import { messageOf } from '../../src/platform/errors.js';
import type { Host } from '../../src/platform/host.js';
import { printable } from '../../src/platform/terminal-text.js';
import { findRunbook } from '../../src/runbooks/find-runbook.js';
import type { ProgressStore, Reader, RunBlock } from '../../src/runbooks/ports.js';
import { newProgress, nextStep, type Progress } from '../../src/runbooks/progress.js';
import { type RunbookOutcome, runRunbook } from '../../src/runbooks/run-runbook.js';
import type { Runbook } from '../../src/runbooks/runbook.js';
import { canAsk } from './ask.js';
import type { Reply } from './command.js';
import { type IncidentInvocation, openContext } from './incident-change.js';
import type { IncidentContext } from './incident-context.js';
import { confirmed, type Preview, previewReply } from './preview.js';
import { runAndListen } from './run-and-listen.js';
import { createJournal } from './runbook-journal.js';
import { createTerminalReader, createUnattendedReader, type Unattended } from './runbook-reader.js';
import { headLines, stepLines, tailLines } from './runbook-text.js';
import { widthOf } from './terminal.js';

interface RunFlags {
  readonly incident?: string | undefined;
  readonly noIncident: boolean;
  readonly again: boolean;
  readonly yes: boolean;
  readonly noInput: boolean;
}

/**
 * Goes through a runbook with whoever sits there. Where nobody does, the steps are printed and the
 * command ends with 3, unless `--yes` lets it run what is not dangerous.
 */
export async function runRunbookWithReader(
  invocation: IncidentInvocation & { readonly flags: RunFlags },
  word: string,
): Promise<Reply> {
  const { host, wiring, flags, dryRun, say, json } = invocation;
  const { source, progress: progressFor } = await wiring.runbooks();
  const runbook = await findRunbook(source, word);
  const context = await openContext(invocation);
  const incident = await incidentOf(context, flags);
  const kept = progressFor(runbook.name, incident);
  const before = flags.again ? null : await readable(kept, say);
  const plan = planOf(runbook, before, incident, widthOf(host.stderr));
  if (dryRun) return previewReply(plan);
  const attended = canAsk(host, flags.noInput);
  if (!attended && !flags.yes && plan.notes.length > 0) {
    const argv = ['catops', ...host.argv, '--yes'];
    const refusal = await confirmed(host, plan, { yes: false, noInput: true, argv });
    if (refusal) return refusal;
  }
  const person = attended ? createTerminalReader(host) : null;
  const unattended = flags.yes ? createUnattendedReader(host, person) : null;
  const reader: Reader = unattended ?? person ?? createUnattendedReader(host, null);
  const width = widthOf(host.stderr);
  say(
    [...headLines(runbook, width), ...tailLines(runbook, width), '', recordLine(incident)].join(
      '\n',
    ),
  );
  const outcome = await runRunbook(
    {
      reader,
      progress: forgiving(kept, say),
      run: shellIn({ ...host, cwd: wiring.projectDir(), env: await envOf(invocation) }, json),
      journal: createJournal(context.deps, incident, say),
      clock: host.clock,
    },
    { runbook, again: flags.again },
  );
  return endReply(runbook, outcome, incident, unattended?.halted ?? null);
}

/** The incident named, else the only open one; none where none is open or none is wanted. */
async function incidentOf(
  { deps, find }: IncidentContext,
  { incident, noIncident }: RunFlags,
): Promise<IncidentId | null> {
  if (noIncident) return null;
  if (incident === undefined && (await deps.store.open()).length === 0) return null;
  return find(incident);
}

function recordLine(incident: IncidentId | null): string {
  return incident === null
    ? 'No incident is open: nothing of this is written down.'
    : `What is run, and its output without secrets, goes into the timeline of ${incident}.`;
}

/** What is left to do. */
function planOf(
  runbook: Runbook,
  before: Progress | null,
  incident: IncidentId | null,
  width: number,
): Preview {
  const resumes = before !== null && before.finishedAt === null;
  const at = nextStep(resumes ? before : newProgress(0), runbook);
  const left = runbook.steps.slice(at);
  const commands = left.flatMap(({ blocks }) => blocks).filter(({ run }) => run);
  const from = at === 0 ? '' : ` from step ${at + 1} on`;
  const dangerous = commands.filter(({ danger }) => danger).length;
  return {
    summary: `Runbook ${runbook.name}${from}: ${commands.length} commands to run, ${dangerous} of them dangerous.`,
    wakes: [],
    requests: [],
    notes: [
      recordLine(incident),
      ...left.flatMap((step, index) => stepLines(step, at + index + 1, width)),
    ],
  };
}

/** Runbooks ask the API for its metrics: on this machine they are on a port that nobody need know. */
async function envOf({ host, wiring }: Pick<IncidentInvocation, 'host' | 'wiring'>) {
  const url = wiring.settings().metricsUrl ?? (await wiring.metricsNow().catch(() => null));
  return url === null ? host.env : { ...host.env, CATOPS_METRICS_URL: url };
}

/** One shell for the lines of a block; it stops at the first that fails. */
function shellIn(host: Host, aside: boolean): RunBlock {
  return async ({ code }) => {
    const startedAt = new Date(host.clock.now()).toISOString();
    const { signalNumber: _, ...heard } = await runAndListen(host, ['sh', '-ec', code], { aside });
    // On one line, as a timeline shows it.
    return { argv: ['sh', '-ec', code.replaceAll('\n', '; ')], startedAt, ...heard };
  };
}

/** A disk that is full keeps nobody from following the runbook about it. */
function forgiving(store: ProgressStore, say: (line: string) => void): ProgressStore {
  let said = false;
  return {
    read: () => readable(store, say),
    write: async (progress) => {
      try {
        await store.write(progress);
      } catch (error) {
        if (!said) say(`! How far you come is not kept: ${printable(messageOf(error))}`);
        said = true;
      }
    },
  };
}

async function readable(store: ProgressStore, say: (line: string) => void) {
  try {
    return await store.read();
  } catch (error) {
    say(`! How far somebody came before is not known: ${printable(messageOf(error))}`);
    return null;
  }
}

function endReply(
  { name, steps }: Runbook,
  { kind, at, progress }: RunbookOutcome,
  incident: IncidentId | null,
  halted: Unattended['halted'],
): Reply {
  const count = (state: string) => progress.steps.filter((step) => step.state === state).length;
  const done = `${count('done')} of ${steps.length} steps done, ${count('skipped')} skipped.`;
  const goOn = `Go on with: catops runbook run ${name}`;
  const why = {
    danger: `Step ${at + 1} can do harm: it needs a person at a terminal.`,
    failed: `A command of step ${at + 1} failed.`,
  };
  return {
    exit:
      kind === 'finished'
        ? 'ok'
        : halted === 'danger'
          ? 'confirmation'
          : halted === 'failed'
            ? 'no'
            : 'partial',
    data: {
      schema: 'catops.runbook-run/v1',
      runbook: name,
      incident,
      ...{ finished: kind === 'finished', next: at + 1, halted, steps: progress.steps },
    },
    text: () =>
      kind === 'finished'
        ? `Runbook ${name} finished: ${done}`
        : [
            ...(halted === null ? [] : [why[halted]]),
            `Runbook ${name} stopped at step ${at + 1}: ${done}`,
            goOn,
          ].join('\n'),
  };
}
