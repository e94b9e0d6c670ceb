import { type ChildProcess, spawn } from 'node:child_process';
import { clearTimeout, setTimeout } from 'node:timers';
import { fileURLToPath } from 'node:url';
import type { RouteName } from '../../contracts/route-policy.js';
import { serverEnv, withoutDatabase } from '../../contracts/server-env.js';
import {
  type SupervisorCommand,
  type SupervisorMessage,
  supervisorMessageSchema,
} from '../../contracts/server-process.js';
import { CatopsError } from '../../platform/errors.js';
import { namedError } from '../../platform/named-error.js';
import { printable } from '../../platform/terminal-text.js';
import { diedError, endedText } from './died-error.js';
import { type Ended, endProcess, whenEnded } from './end-process.js';
import { keepLastLines } from './last-lines.js';

export interface StartApiOptions {
  /** Directory of the built API, `dist/api-server/`, with a trailing slash. */
  readonly releaseDir: URL;
  /** The Node that runs it: `process.execPath`. */
  readonly nodePath: string;
  /** Environment the processes inherit; what this function sets goes above it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `drill.js` can serve routes without their cache. */
  readonly worker: 'worker.js' | 'drill.js';
  readonly dataDir: string;
  /** `embedded` whatever the environment says, or as the environment says. */
  readonly database: 'embedded' | 'configured';
  /** 0 takes a free one. */
  readonly port: number;
  readonly host: string;
  readonly diagnosticsToken: string | null;
  /** Those that a new store is filled with; as the environment says, when not said. */
  readonly seedPictures?: number;
  /** Only with `drill.js`. */
  readonly uncache: readonly RouteName[];
  /** Likewise: routes that do not keep the limit they publish; none when not said. */
  readonly unlimit?: readonly RouteName[];
  /** A slow step of the start, for a person to read. */
  readonly onProgress: (text: string) => void;
  /** Every line of its standard error, printable, as long as it runs. */
  readonly onLogLine?: (line: string) => void;
  /** Aborting ends the processes, also while they start. */
  readonly signal: AbortSignal;
}

/** A running API. */
export interface ApiProcess {
  /** Base URL without a trailing slash. */
  readonly url: string;
  /** Base URL of `/metrics`. */
  readonly privateUrl: string;
  /** Key of the first account, when this start made it. */
  readonly firstKey: string | undefined;
  /** Whether a start before made it, and was interrupted before it was shown. */
  readonly firstKeyUnseen: boolean;
  readonly workers: number;
  /** What it runs, as it says itself. */
  readonly release: string | undefined;
  /** Settles, never rejects, when the supervisor is gone, whoever ended it. */
  readonly exited: Promise<{
    readonly code: number | null;
    readonly signal: string | null;
    /** After `The API`: how, and what it said of it; printable. */
    readonly text: string;
  }>;
  /** Ends it: asks, then SIGTERM, then SIGKILL, each with a bounded wait. Safe to repeat. */
  stop(): Promise<void>;
}

// Longer than the API takes to drain; then it is told again, and then no more is asked.
const drainMs = 10_000;
const terminateMs = 2_000;
// A start that says nothing for this long hangs. Slow steps tell of themselves.
const silenceMs = 120_000;

/**
 * Starts the API as its own process and waits until it listens. A start that fails is a CatopsError
 * of the code the API names, or `server-start-failed`; no process is left in either case.
 */
export async function startApi(options: StartApiOptions): Promise<ApiProcess> {
  options.signal.throwIfAborted();
  const child = spawn(
    options.nodePath,
    [fileURLToPath(new URL('supervisor.js', options.releaseDir)), '--worker', options.worker],
    { env: environment(options), stdio: ['ignore', 'ignore', 'pipe', 'ipc'] },
  );
  const lastLines = child.stderr ? keepLastLines(child.stderr, options.onLogLine) : [];
  const failures: Error[] = [];
  const ended = whenEnded(child, (error) => failures.push(error));
  const stop = (): Promise<void> =>
    endProcess(child, ended, [
      { act: () => askToStop(child), waitMs: drainMs },
      { act: () => child.kill('SIGTERM'), waitMs: terminateMs },
    ]);
  const onAbort = (): void => void stop();
  options.signal.addEventListener('abort', onAbort, { once: true });
  void ended.then(() => options.signal.removeEventListener('abort', onAbort));
  try {
    const said = await listening(child, ended, options);
    const { url, privateUrl, workers, release, firstKey, firstKeyUnseen = false } = said;
    const exited = ended.then((how) => ({ ...how, text: endedText(how, lastLines) }));
    return { url, privateUrl, workers, release, firstKey, firstKeyUnseen, exited, stop };
  } catch (error) {
    await stop();
    options.signal.throwIfAborted();
    if (error instanceof CatopsError) throw error;
    const [failure] = failures;
    if (failure) lastLines.push(failure.message);
    throw diedError('supervisor', await ended, lastLines);
  }
}

type Listening = Extract<SupervisorMessage, { type: 'listening' }>;

async function listening(
  child: ChildProcess,
  ended: Promise<Ended>,
  { onProgress, signal }: StartApiOptions,
): Promise<Listening> {
  let silence: NodeJS.Timeout | undefined;
  let waits = true;
  try {
    return await new Promise<Listening>((resolve, reject) => {
      const hear = (): void => {
        // What it says later, of its stop or of a restart, is waited for by nobody.
        if (!waits) return;
        clearTimeout(silence);
        silence = setTimeout(() => {
          const message = `The API said nothing for ${silenceMs / 1000} s while it started.`;
          reject(new CatopsError('server-start-failed', message));
        }, silenceMs);
      };
      hear();
      child.on('message', (raw) => {
        hear();
        const message = supervisorMessageSchema.safeParse(raw).data;
        if (message?.type === 'progress') onProgress(printable(message.text));
        if (message?.type === 'failed') reject(namedError(message));
        if (message?.type === 'listening') resolve(message);
      });
      void ended.then(() => reject(new Error('ended')));
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
  } finally {
    waits = false;
    clearTimeout(silence);
  }
}

function askToStop(child: ChildProcess): void {
  // A channel that closes at this very moment makes the send fail, and has the same effect.
  if (child.connected) child.send({ type: 'stop' } satisfies SupervisorCommand, () => undefined);
}

function environment(options: StartApiOptions): NodeJS.ProcessEnv {
  const { host, port, dataDir, diagnosticsToken, seedPictures, uncache, unlimit = [] } = options;
  const without = { 'rate-limit': unlimit };
  return {
    ...options.env,
    ...(options.database === 'embedded' ? withoutDatabase : {}),
    [serverEnv.dataDir]: dataDir,
    [serverEnv.host]: host,
    [serverEnv.port]: String(port),
    // Whoever asks for any free port wants to be beside another API, so both ports are free ones.
    ...(port === 0 ? { [serverEnv.privatePort]: '0' } : {}),
    ...(seedPictures === undefined ? {} : { [serverEnv.seedPictures]: String(seedPictures) }),
    ...(diagnosticsToken === null ? {} : { [serverEnv.diagnosticsToken]: diagnosticsToken }),
    ...(uncache.length === 0 ? {} : { [serverEnv.drillUncache]: JSON.stringify(uncache) }),
    ...(unlimit.length === 0 ? {} : { [serverEnv.drillWithout]: JSON.stringify(without) }),
  };
}
