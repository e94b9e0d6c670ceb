import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type ControlReply,
  type ControlRequest,
  eventsFile,
  releasesDirectory,
  supervisorEventSchema,
} from '../../contracts/supervisor-control.js';
import type { Change, EnvironmentEvent, Environments } from '../../environments/ports.js';
import { CatopsError, messageOf, systemErrorCode } from '../../platform/errors.js';
import type { Clock } from '../../platform/host.js';
import { printable } from '../../platform/terminal-text.js';
import { askSupervisor } from './control-client.js';
import { absentStatus, environmentStatus } from './environment-status.js';
import type { ReleaseStore } from './release-store.js';

export interface LocalEnvironmentsOptions {
  readonly dataDir: string;
  /** What the one environment of this data directory is called. */
  readonly environment: string;
  /** Changing it needs its name as consent. */
  readonly production: boolean;
  readonly releases: ReleaseStore;
  readonly clock: Pick<Clock, 'now'>;
}

/** The environment of this machine: the supervisor of `catops up`, and the releases beside its data. */
export function createLocalEnvironments(options: LocalEnvironmentsOptions): Environments {
  const { clock, dataDir, environment, production, releases } = options;
  const look = async (signal: AbortSignal) => {
    const status = await askSupervisor(dataDir, { op: 'status' }, signal);
    const about = { name: environment, production };
    return status
      ? environmentStatus(status, about)
      : absentStatus(about, new Date(clock.now()).toISOString());
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
      if ('version' in change) await releases.ready(change.version);
      return order(dataDir, requestOf(change), signal);
    },
    async abort(name, signal) {
      known(name);
      await order(dataDir, { op: 'abort' }, signal);
    },
    publish: (bundle) => releases.publish({ ...bundle, at: new Date(clock.now()).toISOString() }),
  };
}

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

async function readEvents(dataDir: string): Promise<EnvironmentEvent[]> {
  const file = join(dataDir, releasesDirectory, eventsFile);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return [];
    throw new CatopsError('local-store-unwritable', `${file}: ${messageOf(error)}`);
  }
  // The last line of a supervisor that was killed may be half a line.
  return text.split('\n').flatMap((line): EnvironmentEvent[] => {
    const event = supervisorEventSchema.safeParse(parsed(line)).data;
    if (!event) return [];
    const { at, severity, message, version, requestId } = event;
    return [{ at, severity, message: printable(message), version, requestId }];
  });
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
