import { randomUUID } from 'node:crypto';
import type {
  ControlJobs,
  ControlReply,
  ControlRequest,
  ControlStatus,
} from '../../src/contracts/supervisor-control.js';
import { CatopsError } from '../../src/platform/errors.js';
import type { Clock } from '../../src/platform/host.js';
import type { LaneDepth } from '../jobs/queue.js';
import type { FailureLog } from '../ports.js';
import { type ControlSocket, openControlSocket } from './control-socket.js';
import type { RecentTraffic } from './recent-traffic.js';
import type { Capacity, Change, RestartRequests } from './restart-requests.js';
import type { RollingRestart } from './rolling-restart.js';
import type { ServingRelease } from './serving-release.js';
import type { WorkerPool } from './worker-pool.js';

/** What is controlled, and what is told of it. */
interface ControlDeps {
  readonly pool: WorkerPool;
  readonly jobs: WorkerPool;
  readonly serving: Pick<ServingRelease, 'find' | 'place'>;
  readonly restarts: RestartRequests;
  readonly restart: RollingRestart;
  readonly traffic: RecentTraffic;
  readonly clock: Pick<Clock, 'now'>;
  readonly url: string;
  readonly privateUrl: string;
}

/** Opens the control socket. Without it, which is said, the API is served all the same. */
export async function openControl(
  dataDir: string,
  deps: ControlDeps & { readonly failures: FailureLog },
): Promise<ControlSocket | undefined> {
  try {
    return await openControlSocket(dataDir, (request) => answerControl(deps, request));
  } catch (error) {
    deps.failures.note('control-not-opened', error);
    return undefined;
  }
}

/** Does what the control socket asks for. Changes are begun here, and go on after the reply. */
function answerControl(
  deps: ControlDeps,
  request: ControlRequest,
): ControlReply<ControlRequest['op']> {
  const id = randomUUID();
  switch (request.op) {
    case 'status':
      return statusOf(deps);
    case 'jobs':
      return jobsOf(deps);
    case 'restart':
      return begin(deps, { kind: 'restart', id });
    case 'deploy':
      return begin(deps, { kind: 'deploy', id, release: deps.serving.find(request.version) });
    case 'scale':
      return begin(deps, { kind: 'scale', id, ...capacityOf(deps.restart.capacity, request) });
    case 'abort':
      if (!deps.restart.abort()) throw busy('Nothing is being changed that could be aborted.');
      return { requestId: id };
  }
}

/** What is not said stays, unless the least would be more than the most. */
function capacityOf(
  before: Capacity,
  { min: least, max: most }: Extract<ControlRequest, { op: 'scale' }>,
): Capacity {
  if (least !== undefined && most !== undefined && least > most) {
    throw new CatopsError('usage-invalid', `The least, ${least}, is more than the most, ${most}.`);
  }
  const min = least ?? Math.min(before.min, most ?? before.min);
  return { min, max: most ?? Math.max(before.max, min) };
}

function begin({ restart, restarts }: ControlDeps, change: Change): { requestId: string } {
  if (restart.state.isUnderWay || !restarts.askFor(change)) {
    throw busy('Another change is under way.');
  }
  return { requestId: change.id };
}

function busy(message: string): CatopsError {
  return new CatopsError('environment-busy', message, { hint: 'catops env status' });
}

function statusOf({ pool, jobs, serving, restart, restarts, ...deps }: ControlDeps): ControlStatus {
  const { isUnderWay, isAborting } = restart.state;
  const isUpdating = isUnderWay || restarts.isAsked;
  const { dependencies } = pool.metrics.latest;
  return {
    state: isAborting ? 'aborting' : isUpdating ? 'updating' : 'ready',
    version: serving.place.version,
    ...restart.capacity,
    processes: supervised(pool),
    jobs: supervised(jobs),
    restarts: pool.restarts,
    ill: dependencies.flatMap(({ dependency, status, reason }) =>
      status === 'ok' ? [] : [`${dependency} is ${status}${reason === null ? '' : `: ${reason}`}`],
    ),
    traffic: deps.traffic.summary(),
    url: deps.url,
    privateUrl: deps.privateUrl,
    at: isoOf(deps.clock.now()),
  };
}

function jobsOf({ jobs, clock }: ControlDeps): ControlJobs {
  const { done, failed, heartbeatAt, queue } = jobs.metrics.latest.jobs ?? noJobs;
  const lane = ({ waiting, dueSince, dead }: LaneDepth) => {
    return { waiting, dueSince: dueSince === null ? null : isoOf(dueSince), dead };
  };
  return {
    ...{ ready: jobs.ready, wanted: jobs.size, done: { ...done }, failed: { ...failed } },
    readAt: heartbeatAt === 0 ? null : isoOf(heartbeatAt),
    lanes: queue && { urgent: lane(queue.lanes.urgent), usual: lane(queue.lanes.usual) },
    at: isoOf(clock.now()),
  };
}

const noJobs = { done: {}, failed: {}, heartbeatAt: 0, queue: null };

function isoOf(time: number): string {
  return new Date(time).toISOString();
}

function supervised({ leaving, lives }: WorkerPool): ControlStatus['processes'] {
  return lives.map(({ handle, isReady, since }) => ({
    pid: handle.pid,
    version: handle.release.version,
    isReady,
    isLeaving: leaving.includes(handle),
    since: isoOf(since),
  }));
}
