import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { serverEnv } from '../src/contracts/server-env.js';
import { CatopsError, exitCodes } from '../src/platform/errors.js';
import { systemClock } from '../src/platform/node-host.js';
import { type App, type AppShape, buildApp } from './app.js';
import type { ApiConfig } from './config.js';
import { rememberConnections } from './connections.js';
import { EndOfWorker } from './end-of-worker.js';
import { failedStart } from './failed-start.js';
import type { Failures } from './failures/failures.js';
import { holdTick } from './held-tick.js';
import type { Catalogue } from './http/route.js';
import { openFailures } from './infra/open-failures.js';
import { listenFailure } from './listen-failure.js';
import { onCrash } from './on-crash.js';
import type { AppDeps } from './ports.js';
import { addressUrl } from './public-address.js';
import { readConfig } from './read-config.js';
import { openWiring, type Wiring } from './wiring.js';
import type { SupervisorToWorker, WorkerToSupervisor } from './worker-messages.js';

/** What an API process is made from; an entry says it. */
export interface WorkerOptions {
  readonly catalogue: Catalogue;
  readonly shape?: Partial<AppShape>;
  /** Built file beside the entry: the threads of the embedded database. */
  readonly threadFile?: string;
  /** What else is other than usual, in a drill. */
  alter?(wiring: Wiring): AppDeps;
}

/** One API process: builds the app, listens, and obeys its supervisor until it is told to stop. */
export async function runWorker(options: WorkerOptions): Promise<void> {
  holdTick();
  // What reaches every process of the terminal or of the service: the supervisor decides what it means.
  for (const signal of ['SIGINT', 'SIGUSR2']) process.on(signal, () => {});
  let stop = (): void => process.exit(exitCodes.ok);
  let handOver = (_withinMs: number): void => stop();
  process.on('SIGTERM', () => stop());
  onMessage('stop', () => stop());
  onMessage('hand-over', ({ withinMs }) => handOver(withinMs));
  const told = openFailures(process.stderr);
  const { failures } = told;
  onCrash(failures);
  try {
    const config = withPublicUrl(readConfig(process.env));
    // Beside the entry file, wherever the code of this module was bundled to.
    const threadFile = new URL(
      options.threadFile ?? './sqlite-thread.js',
      pathToFileURL(process.argv[1] ?? ''),
    );
    const wiring = await openWiring(config, { threadFile, ...told });
    const deps = options.alter?.(wiring) ?? wiring.deps;
    const app = await buildApp(deps, options.catalogue, options.shape);
    onMessage('metrics', ({ id }) => tellMetrics(app, id));
    const connections = rememberConnections(app.fastify.server);
    await app.ready();
    await listen(app, config);
    const end = new EndOfWorker({
      ...{ app, wiring, connections, log: told.log, failures, clock: systemClock },
      lastWords: () => tellMetrics(app, 0),
    });
    stop = () => void end.stop().then(leave);
    handOver = (withinMs) => void end.handOver(withinMs).then(leave);
    tell({ type: 'ready' });
  } catch (error) {
    await fail(error, failures);
  }
}

// The supervisor has chosen the port before, so that every process knows the same address.
function withPublicUrl(config: ApiConfig): ApiConfig {
  const publicUrl = config.publicUrl ?? addressUrl(config.host, config.port);
  return { ...config, publicUrl: publicUrl.replace(/\/+$/, '') };
}

async function listen({ fastify }: App, { host, port }: ApiConfig): Promise<void> {
  try {
    await fastify.listen({ host, port });
  } catch (error) {
    throw listenFailure(error, { host, port, portEnv: serverEnv.port });
  }
}

function onMessage<Type extends SupervisorToWorker['type']>(
  type: Type,
  act: (message: Extract<SupervisorToWorker, { type: Type }>) => void,
): void {
  process.on('message', (message: SupervisorToWorker) => {
    if (message.type === type) act(message as Extract<SupervisorToWorker, { type: Type }>);
  });
}

function leave(): never {
  process.exit(exitCodes.ok);
}

function tellMetrics(app: App, id: number): void {
  tell({ type: 'metrics', id, snapshot: app.metrics() });
}

function tell(message: WorkerToSupervisor, sent: () => void = () => {}): void {
  // Without a supervisor, or after it has gone, there is nobody to tell.
  if (process.connected && process.send) process.send(message, undefined, {}, sent);
  else sent();
}

async function fail(error: unknown, failures: Failures): Promise<never> {
  const known = error instanceof CatopsError ? error : undefined;
  if (!known) failures.note('start-failed', error);
  await new Promise<void>((sent) => tell(failedStart('API process', error), sent));
  process.exit(exitCodes[known?.exit ?? 'upstream']);
}
