import type { Exit } from '../platform/errors.js';
import type { EnvironmentStatus, InstanceStatus } from './ports.js';
import type { Ending, Goal } from './watch.js';

/** How a command ends that waited for it. */
export function exitOf(ending: Ending): Exit {
  switch (ending.kind) {
    case 'done':
      return 'ok';
    case 'never-started':
      return 'upstream';
    case 'still-updating':
      return 'partial';
    default:
      return 'no';
  }
}

/** One sentence of how it ended, for people. */
export function endingText(
  name: string,
  goal: Goal,
  ending: Ending,
  status: EnvironmentStatus | null,
): string {
  const what = goal.kind === 'version' ? goal.version : 'the change';
  switch (ending.kind) {
    case 'done':
      return doneText(name, goal, ending, status);
    case 'never-started':
      return `${name} shows no sign of ${what}: it was never started.`;
    case 'reverted':
      return `${name} runs ${ending.version ?? 'no version'}, not ${what}: it failed and was taken back.`;
    case 'mixed':
      return `${name} is mixed: ${versionsText(ending.instances)}. Deploy one version again: a rolling update does not go back by itself.`;
    case 'not-applied': {
      const { min, max, instanceClass } = ending.capacity ?? {};
      const stands = ending.capacity ? `${min} to ${max} ${instanceClass ?? 'servers'}` : 'unknown';
      return `${name} did not take the change: its capacity is ${stands}.`;
    }
    case 'unhealthy':
      return `${name} runs ${status?.version ?? what} and is ${ending.colour}${causesText(ending.causes)}.`;
    case 'terminated':
      return status?.kind === 'local'
        ? `${name} does not run: catops up starts it.`
        : `${name} is being terminated.`;
    case 'still-updating':
      return `${name} is still updating; it goes on without us.`;
  }
}

function doneText(
  name: string,
  goal: Goal,
  { proof }: Extract<Ending, { kind: 'done' }>,
  status: EnvironmentStatus | null,
): string {
  const health = status?.health.colour ?? 'green';
  if (goal.kind === 'capacity') return `${name} has the capacity asked for and is ${health}.`;
  const version = status?.version ?? 'no version';
  if (proof === 'instances')
    return `${name} runs ${version} on every one of ${status?.instances.length ?? 0} servers and is ${health}.`;
  return `${name} says it runs ${version} and is ${health}; without enhanced health no server proves it.`;
}

/** `2 on v2, 1 on v1 (failed)`. */
export function versionsText(instances: readonly InstanceStatus[]): string {
  if (instances.length === 0) return 'no server reports';
  const counts = new Map<string, number>();
  for (const { version, deployFailed } of instances) {
    const key = `${version ?? 'an unknown version'}${deployFailed ? ' (failed)' : ''}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].map(([version, count]) => `${count} on ${version}`).join(', ');
}

function causesText(causes: readonly string[]): string {
  return causes.length === 0
    ? ''
    : `: ${causes.map((cause) => cause.replace(/\.$/, '')).join('; ')}`;
}
