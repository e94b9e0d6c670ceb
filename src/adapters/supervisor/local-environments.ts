import { join } from 'node:path';
import {
  type ControlReply,
  type ControlRequest,
  controlFile,
} from '../../contracts/supervisor-control.js';
import type { Change, Environments } from '../../environments/ports.js';
import { CatopsError } from '../../platform/errors.js';
import type { Clock } from '../../platform/host.js';
import { askSupervisor } from './control-client.js';
import { absentStatus, environmentStatus } from './environment-status.js';
import { keepWayBack, prune } from './keep-releases.js';
import { readEvents } from './read-events.js';
import type { ReleaseStore } from './release-store.js';

export interface LocalEnvironmentsOptions {
  readonly dataDir: string;
  /** What the one environment of this data directory is called. */
  readonly environment: string;
  /** Changing it needs its name as consent. */
  readonly production: boolean;
  readonly releases: ReleaseStore;
  /** The build of this program as a bundle, where it is of that version; else null. */
  readonly bundleOf: (version: string) => Promise<Uint8Array | null>;
  readonly clock: Pick<Clock, 'now'>;
}

/** The environment of this machine: the supervisor of `catops up`, and the releases beside its data. */
export function createLocalEnvironments(options: LocalEnvironmentsOptions): Environments {
  const { clock, dataDir, environment, production, releases } = options;
  const look = async (signal: AbortSignal) => {
    const status = await askSupervisor(dataDir, { op: 'status' }, signal);
    const about = { name: environment, production };
    const changed = await changedAt(dataDir);
    return status ? environmentStatus(status, about, changed) : absentStatus(about, changed);
  };
  const known = (name: string) => {
    if (name === environment) return;
    throw new CatopsError('environment-unknown', `There is no environment "${name}" here.`, {
      hint: `catops env status ${environment}`,
    });
  };
  return {
    name: 'this machine',
    async list(signal) {
      return [
        { ...(await look(signal)), instances: [], capacity: null, latency: null, requests: null },
      ];
    },
    async status(name, signal) {
      known(name);
      return look(signal);
    },
    async events(name, from) {
      known(name);
      return (await readEvents(dataDir)).filter(({ at }) => at >= from);
    },
    releases: () => releases.list(),
    async update(name, change, signal) {
      known(name);
      if ('version' in change) {
        await releases.ready(change.version);
        await keepWayBack(options, signal);
      }
      return order(dataDir, requestOf(change), signal);
    },
    async abort(name, signal) {
      known(name);
      await order(dataDir, abortRequest, signal);
    },
    async requests(step) {
      if (step.kind === 'publish') return [];
      const body = step.kind === 'abort' ? abortRequest : requestOf(step.change);
      const url = `unix:${join(dataDir, ...controlFile)}`;
      return [{ target: 'The supervisor', does: body.op, method: 'SEND', url, body }];
    },
    async publish(bundle, signal) {
      await releases.publish({ ...bundle, at: new Date(clock.now()).toISOString() });
      await prune(options, signal);
    },
  };
}

/** The last start, stop, or step of a change; that a process died and was replaced is told as a warning alone. */
async function changedAt(dataDir: string): Promise<string | null> {
  const events = await readEvents(dataDir);
  const change = events.findLast(
    ({ requestId, severity }) => requestId !== null || severity === 'info',
  );
  return change?.at ?? null;
}

const abortRequest = { op: 'abort' } as const;

type Order = Exclude<ControlRequest, { op: 'status' | 'jobs' }>;

/** Has the supervisor do something; throws `environment-busy` when there is none. */
async function order(
  dataDir: string,
  request: Order,
  signal: AbortSignal,
): Promise<ControlReply<Order['op']>> {
  const reply = await askSupervisor(dataDir, request, signal);
  if (reply) return reply;
  throw new CatopsError('environment-busy', `Nothing runs in ${dataDir} that could be changed.`, {
    hint: 'catops up',
  });
}

function requestOf(change: Change): Order {
  if ('version' in change) return { op: 'deploy', version: change.version };
  const { instanceClass, ...capacity } = change;
  if (instanceClass !== undefined) {
    throw new CatopsError('usage-invalid', 'The servers of this machine have no instance class.');
  }
  return { op: 'scale', ...capacity };
}
