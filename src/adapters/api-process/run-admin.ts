import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { clearTimeout, setTimeout } from 'node:timers';
import { fileURLToPath } from 'node:url';
import {
  type AdminReply,
  type AdminRequest,
  adminEnvelopeSchema,
  adminReplySchemas,
} from '../../contracts/admin-process.js';
import { serverEnv, withoutDatabase } from '../../contracts/server-env.js';
import { namedError } from '../../platform/named-error.js';
import { diedError } from './died-error.js';
import { endProcess, whenEnded } from './end-process.js';
import { keepLastLines } from './last-lines.js';

export interface RunAdminOptions {
  readonly releaseDir: URL;
  readonly nodePath: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly dataDir: string;
  readonly signal: AbortSignal;
  /** It does not end with whoever asks at the Ctrl-C of a terminal, which reaches a whole group. */
  readonly ownGroup?: boolean;
}

// It may have a first store to fill with pictures.
const limitMs = 180_000;
// Changing a big table takes as long as it takes.
const migrationLimitMs = 6 * 3_600_000;
const terminateMs = 2_000;

/**
 * Asks the admin process one thing. An error it answers is thrown as the CatopsError it names; one
 * that dies without an answer is `server-start-failed`.
 */
export async function runAdmin<Request extends AdminRequest>(
  options: RunAdminOptions,
  request: Request,
): Promise<AdminReply<Request['op']>> {
  options.signal.throwIfAborted();
  const child = spawn(options.nodePath, [fileURLToPath(new URL('admin.js', options.releaseDir))], {
    env: {
      ...options.env,
      [serverEnv.dataDir]: options.dataDir,
      // Keys of a load test belong to the API that is started for it, never to a real one.
      ...(request.op === 'key.load' ? withoutDatabase : {}),
    },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: options.ownGroup ?? false,
  });
  const output = text(child.stdout).catch(() => '');
  // A process that is gone before it read the request is told of by how it ended.
  child.stdin.on('error', () => undefined);
  child.stdin.end(JSON.stringify(request));
  const failures: string[] = [];
  const lastLines = keepLastLines(child.stderr);
  const ended = whenEnded(child, (error) => failures.push(error.message));
  const end = (): void =>
    void endProcess(child, ended, [{ act: () => child.kill('SIGTERM'), waitMs: terminateMs }]);
  const timer = setTimeout(end, request.op === 'db.migrate' ? migrationLimitMs : limitMs);
  options.signal.addEventListener('abort', end, { once: true });
  const [how, reply] = await Promise.all([ended, output]);
  clearTimeout(timer);
  options.signal.removeEventListener('abort', end);
  options.signal.throwIfAborted();
  const envelope = adminEnvelopeSchema.safeParse(parseJson(reply)).data;
  if (envelope?.ok === false) throw namedError(envelope.error);
  const data = adminReplySchemas[request.op].safeParse(envelope?.data);
  // What it wrote is never repeated: it may hold keys.
  if (!data.success) throw diedError('admin', how, [...lastLines, ...failures]);
  return data.data as AdminReply<Request['op']>;
}

function parseJson(reply: string): unknown {
  try {
    return JSON.parse(reply);
  } catch {
    return undefined;
  }
}
