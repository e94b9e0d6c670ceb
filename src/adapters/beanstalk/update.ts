import type { UpdateEnvironmentCommandInput } from '@aws-sdk/client-elastic-beanstalk';
import type { Change, EnvironmentEvent } from '../../environments/ports.js';
import { CatopsError } from '../../platform/errors.js';
import type { BeanstalkCall } from './client.js';
import { readEvent } from './read-event.js';
import { optionsOf } from './settings.js';

/**
 * Starts a change. There is no idempotency token: when a reply is lost, the client's own repetition
 * is refused because the environment is busy, with the first one at work. Then the environment's
 * events tell whether it was ours: one that came after the newest before, of our version.
 */
export async function updateEnvironment(
  call: BeanstalkCall,
  name: string,
  change: Change,
  signal: AbortSignal,
): Promise<{ readonly requestId: string | null }> {
  const before = await newestEvents(call, name, signal);
  const input = updateInput(name, change);
  try {
    return await call(signal, async (client, sdk, abortSignal) => {
      const command = new sdk.UpdateEnvironmentCommand(input);
      const { $metadata } = await client.send(command, { abortSignal });
      return { requestId: $metadata.requestId ?? null };
    });
  } catch (error) {
    if (!mayBeOurs(error)) throw error;
    const known = new Set(before.map(keyOf));
    const since = (await newestEvents(call, name, signal)).filter(
      (event) => !known.has(keyOf(event)),
    );
    if (!since.some((event) => tellsOf(event, change))) throw error;
    return { requestId: null };
  }
}

export function updateInput(name: string, change: Change): UpdateEnvironmentCommandInput {
  return {
    EnvironmentName: name,
    ...('version' in change
      ? { VersionLabel: change.version }
      : { OptionSettings: optionsOf(change) }),
  };
}

function mayBeOurs(error: unknown): boolean {
  if (!(error instanceof CatopsError)) return false;
  return error.code === 'environment-busy' || error.code === 'vendor-unreachable';
}

function tellsOf({ version, message }: EnvironmentEvent, change: Change): boolean {
  if ('version' in change) return version === change.version;
  return /^(Environment update is starting|Updating environment)/.test(message);
}

/** As many as one update makes, by far. */
const newest = 50;

async function newestEvents(
  call: BeanstalkCall,
  name: string,
  signal: AbortSignal,
): Promise<readonly EnvironmentEvent[]> {
  return call(signal, async (client, sdk, abortSignal) => {
    const command = new sdk.DescribeEventsCommand({ EnvironmentName: name, MaxRecords: newest });
    return ((await client.send(command, { abortSignal })).Events ?? []).map(readEvent);
  });
}

function keyOf({ at, message }: EnvironmentEvent): string {
  return `${at} ${message}`;
}
