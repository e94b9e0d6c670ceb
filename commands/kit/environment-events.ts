import { openWindow, takeFresh } from '../../src/environments/event-window.js';
import { Poller } from '../../src/environments/poller.js';
import type { EnvironmentEvent } from '../../src/environments/ports.js';
import { parseAt } from '../../src/incidents/timeline/parse-at.js';
import { CatopsError } from '../../src/platform/errors.js';
import { jsonText, printable } from '../../src/platform/terminal-text.js';
import type { Reply } from './command.js';
import {
  type EnvironmentContext,
  type EnvironmentInvocation,
  environmentContext,
} from './environment-context.js';
import { eventLine } from './environment-text.js';

const usualMs = 2 * 3_600_000;

/** Events of an environment since a time; followed, each is a line of its own as it comes. */
export async function showEvents(
  invocation: EnvironmentInvocation,
  flags: { readonly follow: boolean; readonly since: string | undefined },
): Promise<Reply> {
  const context = await environmentContext(invocation);
  const name = await context.find(invocation.args['name']);
  const from = sinceOf(invocation, context, flags.since);
  if (flags.follow) return follow(invocation, context, name, from);
  const events = await context.deps.environments.events(name, from, invocation.host.signal);
  const line = lineOf(invocation, context);
  return {
    exit: 'ok',
    data: { schema: 'catops.env-events/v1', environment: name, from, events },
    text: () =>
      events.map(line).join('\n') || `Nothing happened to ${printable(name)} since ${from}.`,
  };
}

async function follow(
  { host, json, say }: EnvironmentInvocation,
  context: EnvironmentContext,
  name: string,
  from: string,
): Promise<Reply> {
  const { environments, clock, random } = context.deps;
  const line = lineOf({ host }, context);
  const poller = new Poller({
    clock,
    random,
    onTrouble: (trouble, message) =>
      say(trouble === null ? 'Heard again.' : `${printable(message)} Looking less often.`),
  });
  let window = openWindow(from);
  while (!host.signal.aborted) {
    const events = await poller.look(() => environments.events(name, window.from, host.signal));
    const taken = takeFresh(window, events ?? []);
    ({ window } = taken);
    for (const event of taken.fresh) {
      const record = { schema: 'catops.env-event/v1', environment: name, ...event };
      host.stdout.write(`${json ? jsonText(record) : line(event)}\n`);
    }
    // Ctrl-C ends the waiting: that is how it is meant to end.
    await poller.pause(host.signal).catch((error: unknown) => {
      if (!host.signal.aborted) throw error;
    });
  }
  const data = { schema: 'catops.env-event/v1', environment: name } as const;
  return { exit: 'interrupted', data, text: () => '', streamed: true };
}

function lineOf(
  { host }: Pick<EnvironmentInvocation, 'host'>,
  { zone }: EnvironmentContext,
): (event: EnvironmentEvent) => string {
  const shown = host.stdout.isTTY === true ? zone : null;
  return (event) => eventLine(event, shown, host.clock.now());
}

function sinceOf(
  { host, say }: EnvironmentInvocation,
  { zone }: EnvironmentContext,
  text: string | undefined,
): string {
  const now = host.clock.now();
  if (text === undefined) return new Date(now - usualMs).toISOString();
  const read = parseAt(text, { now, zone });
  if (!read.ok) throw new CatopsError('usage-invalid', `--since: ${read.problem}`);
  say(`--since is ${read.echo}.`);
  return new Date(read.at).toISOString();
}
