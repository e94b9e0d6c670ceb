import { recordCommand } from '../../src/incidents/record-command.js';
import { CatopsError, messageOf } from '../../src/platform/errors.js';
import { printable } from '../../src/platform/terminal-text.js';
import type { Reply } from './command.js';
import {
  type IncidentInvocation,
  layoutOf,
  openContext,
  rehearsed,
  runShown,
} from './incident-change.js';
import { changeReply, incidentJson } from './incident-reply.js';
import { shellQuoted } from './preview.js';
import { runAndListen } from './run-and-listen.js';

/**
 * Runs a command for an incident. The incident is looked up first, so that a wrong one runs nothing.
 * Once the command ran, its exit code is the answer, also when it could not be recorded; that is
 * then said on standard error.
 */
export async function execInIncident(
  invocation: IncidentInvocation,
  reference: string | undefined,
  argv: readonly string[],
): Promise<Reply> {
  const { host, json, dryRun, say } = invocation;
  const context = await openContext(invocation);
  const id = await context.find(reference);
  const startedAt = new Date(host.clock.now()).toISOString();
  if (dryRun) {
    const nothing = { exitCode: null, signal: null, durationMs: 0, head: '', tail: '' };
    const input = { id, argv, startedAt, ...nothing, omittedBytes: 0 };
    return rehearsed(invocation, context, recordCommand, input);
  }
  const ran = await runAndListen(host, argv, { aside: json });
  const code = ran.exitCode ?? 128 + ran.signalNumber;
  const { signalNumber: _, ...seen } = ran;
  try {
    const outcome = await runShown({ ...invocation, host }, context, recordCommand, {
      id,
      argv,
      startedAt,
      ...seen,
    });
    const layout = layoutOf(host, context);
    say(`${printable(argv.map(shellQuoted).join(' '))} ended with ${code}; it is in ${id}.`);
    if (outcome.exit !== 'ok') say(changeReply(outcome, layout).text());
    return {
      exit: 'ok',
      code,
      data: {
        schema: 'catops.exec/v1',
        exitCode: ran.exitCode,
        signal: ran.signal,
        durationMs: ran.durationMs,
        incident: incidentJson(outcome.incident),
        targets: outcome.targets,
      },
      text: () => '',
    };
  } catch (error) {
    if (!(error instanceof CatopsError)) throw error;
    say(`! It could not be recorded in ${id}: ${printable(messageOf(error))}`);
    const data = { schema: 'catops.exec/v1', exitCode: ran.exitCode, incident: null } as const;
    return { exit: 'ok', code, data, text: () => '' };
  }
}
