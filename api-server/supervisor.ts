import { fork } from 'node:child_process';
import cluster from 'node:cluster';
import { constants, getPriority, setPriority } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { serverEnv } from '../src/contracts/server-env.js';
import type { SupervisorCommand, SupervisorMessage } from '../src/contracts/server-process.js';
import { countStops } from '../src/platform/count-stops.js';
import { CatopsError, exitCodes, messageOf } from '../src/platform/errors.js';
import { systemClock } from '../src/platform/node-host.js';
import { printable } from '../src/platform/terminal-text.js';
import type { ApiConfig } from './config.js';
import type { ServerTotals } from './http/emf.js';
import { startShipper } from './infra/access-log/start-shipper.js';
import { dataPaths } from './infra/data-paths.js';
import { openEmfOutput } from './infra/emf-output.js';
import { openFailures } from './infra/open-failures.js';
import { onCrash } from './on-crash.js';
import type { LogShipping } from './ports.js';
import { readConfig } from './read-config.js';
import { EmfPublisher } from './supervision/emf-publisher.js';
import { onParentGone } from './supervision/on-parent-gone.js';
import { RestartRequests } from './supervision/restart-requests.js';
import { ServingRelease } from './supervision/serving-release.js';
import { supervise } from './supervision/supervise.js';
import type { ForkWorker, WorkerEvents, WorkerHandle } from './supervision/worker-handle.js';
import type { WorkerToSupervisor } from './worker-messages.js';

// Entry of the one process manager: keeps the API processes of this server alive.

const { log, failures } = openFailures(process.stderr);
onCrash(failures);
const stop = new AbortController();
const kill = new AbortController();

const countStop = countStops(() => systemClock.monotonic());

// The first signal drains; a second one is someone who does not want to wait.
function onSignal(): void {
  if (countStop() === 'again') {
    kill.abort();
    process.exit(exitCodes.interrupted);
  }
  stop.abort();
}
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, onSignal);
onParentGone(() => stop.abort());
const restarts = new RestartRequests();
process.on('SIGUSR2', () => restarts.ask());
process.on('message', (message) => {
  const { type } = (message ?? {}) as Partial<SupervisorCommand>;
  if (type === 'restart') restarts.ask();
  if (type !== 'stop') return;
  countStop();
  stop.abort();
});

/** Only a file beside this one: the flag chooses between entries, it does not run anything. */
function workerFile(): string {
  const { values } = parseArgs({ options: { worker: { type: 'string', default: 'worker.js' } } });
  if (!/^[a-z]+\.js$/.test(values.worker)) {
    throw new CatopsError('usage-invalid', `--worker takes the name of a file beside this one.`);
  }
  return values.worker;
}

// Heard of when the channel has closed too: what it said last has then been heard.
function endOf(code: number | null, signal: string | null): string {
  return signal ?? `exit code ${code}`;
}

// Pictures cost seconds of a core: whoever asks the API goes first. On Linux threads inherit it from
// the one that makes them, so it is said before the process has made any.
function giveWay(pid: number): void {
  try {
    setPriority(pid, Math.max(getPriority(), constants.priority.PRIORITY_BELOW_NORMAL));
  } catch (error) {
    // It may have ended already; jobs are done all the same.
    failures.note('job-priority-not-set', error);
  }
}

// Its own file, and not of the cluster: it listens to nothing.
function forkJobs(serving: ServingRelease, events: WorkerEvents): WorkerHandle {
  const release = serving.place;
  const child = fork(join(release.directory, 'job-worker.js'), {
    stdio: ['ignore', 2, 2, 'ipc'],
  });
  child.on('message', (message: WorkerToSupervisor) => events.message(message));
  child.on('close', (code, signal) => events.exit(endOf(code, signal)));
  child.on('error', () => {});
  if (child.pid !== undefined) giveWay(child.pid);
  return {
    pid: child.pid ?? 0,
    release,
    send: (message) => {
      if (child.connected) child.send(message, () => {});
    },
    kill: () => child.kill('SIGKILL'),
  };
}

function forkOn(serving: ServingRelease, entry: string, port: number): ForkWorker {
  return (events) => {
    const release = serving.place;
    const exec = join(release.directory, entry);
    cluster.setupPrimary({ exec, args: [], stdio: ['ignore', 2, 2, 'ipc'] });
    const worker = cluster.fork({ [serverEnv.port]: String(port) });
    worker.on('message', (message: WorkerToSupervisor) => events.message(message));
    worker.process.on('close', (code, signal) => events.exit(endOf(code, signal)));
    worker.on('error', () => {});
    return {
      pid: worker.process.pid ?? 0,
      release,
      send: (message) => {
        if (worker.isConnected()) worker.send(message, () => {});
      },
      kill: () => worker.process.kill('SIGKILL'),
    };
  };
}

/** How often finished log files are looked for. */
const shipEveryMs = 5000;

function startShipping(config: ApiConfig): LogShipping {
  const paths = dataPaths(config.dataDir);
  return startShipper({
    threadFile: new URL('./log-shipper-thread.js', import.meta.url),
    data: {
      directory: paths.accessLog,
      objects: config.objects ?? { kind: 'directory', path: paths.objects },
      waitingBytes: config.accessLogWaitingBytes,
      everyMs: shipEveryMs,
    },
    // Who runs a server reads our manifest for the Node it needs, not warnings of a part of it.
    env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    log,
    failures,
  });
}

function publishTo(
  target: string,
  { service }: ApiConfig,
  totals: () => ServerTotals,
): EmfPublisher {
  const { write } = openEmfOutput(target, process.stdout, failures);
  return new EmfPublisher({ service, clock: systemClock, totals, write });
}

function tell(message: SupervisorMessage, sent: () => void = () => {}): void {
  if (process.connected && process.send) {
    process.send(message, undefined, {}, sent);
    return;
  }
  // Of a restart the log has told already.
  if (message.type === 'restarted' || message.type === 'restart-given-up') sent();
  else process.stderr.write(`${printable(sentence(message))}\n`, sent);
}

function sentence(message: Exclude<SupervisorMessage, { replaced: number }>): string {
  switch (message.type) {
    case 'progress':
      return message.text;
    case 'listening': {
      const key =
        message.firstKey === undefined ? '' : ` · key of the first account: ${message.firstKey}`;
      return `Listening on ${message.url} (${message.workers} processes) · metrics on ${message.privateUrl}/metrics${key}`;
    }
    case 'failed':
      return message.hint === undefined
        ? message.message
        : `${message.message} Try: ${message.hint}`;
  }
}

async function fail(error: unknown): Promise<void> {
  const known = error instanceof CatopsError ? error : undefined;
  if (!known) failures.note('start-failed', error);
  process.exitCode = exitCodes[known?.exit ?? 'internal'];
  const code = known?.code ?? 'server-start-failed';
  const message = known?.message ?? `The server could not start: ${messageOf(error)}.`;
  const hint = known?.hint;
  await new Promise<void>((sent) => {
    tell({ type: 'failed', code, message, ...(hint === undefined ? {} : { hint }) }, sent);
  });
}

try {
  // The answer belongs to standard output, and these processes have none.
  const config = readConfig(process.env);
  const { emf } = config;
  // One process needs nobody to share connections out: it takes them from the kernel itself.
  if (config.workers === 1) cluster.schedulingPolicy = cluster.SCHED_NONE;
  const entry = workerFile();
  // As it was called: where that is a link to a release, a restart starts what it leads to then.
  const serving = new ServingRelease(dirname(process.argv[1] ?? ''), config.dataDir, entry);
  await supervise({
    config,
    startShipping: () => startShipping(config),
    startPublishing: emf === undefined ? undefined : (totals) => publishTo(emf, config, totals),
    serving,
    forkOn: (port) => forkOn(serving, entry, port),
    forkJobs: (events) => forkJobs(serving, events),
    tell,
    shows: process.send === undefined,
    clock: systemClock,
    log,
    failures,
    restarts,
    stop: stop.signal,
    kill: kill.signal,
  });
} catch (error) {
  if (!stop.signal.aborted) await fail(error);
}
failures.close();
process.exit();
