import type { Exit } from '../platform/errors.js';
import type { Delivery } from './deliveries/delivery.js';
import { configured } from './deliveries/open-ports.js';
import type { Targets } from './deps.js';
import { type TargetName, targetNames } from './entry.js';
import type { Incident } from './incident.js';
import type { PageReport, TargetReport } from './outcome.js';

/** The table of what reached whom. */
export function reportTargets(
  targets: Targets,
  incident: Incident,
  queue: readonly Delivery[],
): readonly TargetReport[] {
  return targetNames
    .map((target) => reportTarget(targets, incident, target, queue))
    .filter(({ target, state, remote }) => target !== 'public' || state !== 'skipped' || remote);
}

function reportTarget(
  targets: Targets,
  incident: Incident,
  target: TargetName,
  queue: readonly Delivery[],
): TargetReport {
  const config = configured(targets, target);
  const mine = queue.filter((delivery) => delivery.target === target);
  const shown = incident.targetStates[target];
  const remote = (target === 'chat' ? (shown.headline ?? shown.remote) : null) ?? shown.remote;
  const error = mine.findLast(({ lastError }) => lastError)?.lastError ?? shown.lastError;
  return {
    target,
    name: config.kind === 'ready' ? config.name : null,
    state: stateOf(mine.length, shown.state, config.kind === 'absent'),
    remote,
    queued: mine.length,
    error,
    reason: config.kind === 'absent' ? config.reason : null,
  };
}

function stateOf(
  queued: number,
  shown: Incident['targetStates'][TargetName]['state'],
  absent: boolean,
): TargetReport['state'] {
  if (queued > 0) return 'queued';
  if (shown === 'failed') return 'failed';
  return absent || shown === 'none' ? 'skipped' : 'done';
}

/** What an exit code is made of. */
export interface ExitFacts {
  readonly page: PageReport['kind'];
  /** Whether a refused or missing credential of this command is the cause of something not done. */
  readonly credential: boolean;
  readonly storeFailed: boolean;
  readonly unfinished: boolean;
  readonly interrupted: boolean;
}

/** Several at once: 5 before 4 before 7 before 6. */
export function exitOf(facts: ExitFacts): Exit {
  if (facts.interrupted) return 'interrupted';
  if (facts.page === 'not-confirmed') return 'upstream';
  if (facts.credential) return 'credential';
  if (facts.storeFailed) return 'localStore';
  return facts.unfinished ? 'partial' : 'ok';
}
