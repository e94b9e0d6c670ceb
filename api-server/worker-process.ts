import process from 'node:process';
import { clearInterval, clearTimeout, setInterval, setTimeout } from 'node:timers';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { serverEnv } from '../src/contracts/server-env.js';
import { CatopsError, exitCodes } from '../src/platform/errors.js';
import { type App, buildApp } from './app.js';
import type { ApiConfig } from './config.js';
import { type Connections, rememberConnections } from './connections.js';
import { failedStart } from './failed-start.js';
import type { Failures } from './failures/failures.js';
import type { Catalogue } from './http/route.js';
import { openFailures } from './infra/open-failures.js';
import { listenFailure } from './listen-failure.js';
import { onCrash } from './on-crash.js';
import type { AppDeps } from './ports.js';
import { addressUrl } from './public-address.js';
import { readConfig } from './read-config.js';
import { openWiring, type Wiring } from './wiring.js';
import type { SupervisorToWorker, WorkerToSupervisor } from './worker-messages.js';

/** How long running requests may take after a stop, before their connections are cut. */
const drainMs = 5000;
/** How long clients are given to hear that their connection ends. */
const graceMs = 250;

/** What an API process is made from; an entry says it. */
export interface WorkerOptions {
  readonly catalogue: Catalogue;
  /** Built file beside the entry: the threads of the embedded database. */
  readonly threadFile?: string;
  /** What else is other than usual, in a drill. */
  alter?(wiring: Wiring): AppDeps;
}

/** One API process: builds the app, listens, and obeys its supervisor until it is told to stop. */
export async function runWorker(options: WorkerOptions): Promise<void> {
  // Ctrl-C reaches every process of the terminal: the supervisor decides what it means.
  process.on('SIGINT', () => {});
  let stop = (): void => process.exit(exitCodes.ok);
  process.on('SIGTERM', () => stop());
  onMessage('stop', () => stop());
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
    const app = await buildApp(deps, options.catalogue);
    onMessage('metrics', ({ id }) => tellMetrics(app, id));
    const connections = rememberConnections(app.fastify.server);
    await app.ready();
    await listen(app, config);
    stop = () => {
      stop = () => {};
      void stopGently(app, wiring, connections, failures);
    };
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

async function stopGently(
  app: App,
  wiring: Wiring,
  connections: Connections,
  failures: Failures,
): Promise<never> {
  const { server } = app.fastify;
  app.drain();
  connections.endAfterReply();
  if (connections.count() > 0) await sleep(graceMs);
  // A connection kept alive is idle again after its last reply, and would keep the server open.
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  // Not at once: the first request of a new connection may be on its way.
  const closeSilent = setTimeout(() => connections.closeSilent(), graceMs);
  const cut = setTimeout(() => server.closeAllConnections(), drainMs);
  try {
    await app.close();
    clearInterval(sweep);
    clearTimeout(closeSilent);
    tellMetrics(app, 0);
    await wiring.close();
  } catch (error) {
    failures.note('stop-failed', error);
  }
  failures.close();
  cut.unref();
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
