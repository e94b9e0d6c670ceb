import { type ChildProcess, fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import {
  type AdminReply,
  type AdminRequest,
  adminEnvelopeSchema,
  adminReplySchemas,
} from '../../src/contracts/admin-process.js';
import { CatopsError, type ErrorCode, errorRegistry } from '../../src/platform/errors.js';
import { blamed, isDependency } from '../failures/dependency.js';

/** Has the admin process do one thing; its lines are handed on as they come. */
export async function askAdmin<Op extends 'prepare' | 'key.first' | 'key.seen'>(
  options: {
    readonly adminFile: URL;
    readonly onLine: (line: string) => void;
    readonly signal: AbortSignal;
  },
  op: Op,
): Promise<AdminReply<Op>> {
  const { adminFile, signal, onLine } = options;
  // A fork, because it ends by itself when this process is killed and their channel closes.
  const child = fork(adminFile, { stdio: ['pipe', 'pipe', 'pipe', 'ipc'], signal });
  const exited = exitOf(child);
  const request: AdminRequest = { op };
  child.stdin?.on('error', () => {});
  child.stdin?.end(JSON.stringify(request));
  if (child.stderr) createInterface({ input: child.stderr }).on('line', onLine);
  const [output, reason] = await Promise.all([child.stdout ? text(child.stdout) : '', exited]);
  return readReply(op, output, reason);
}

function exitOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
}

function readReply<Op extends AdminRequest['op']>(
  op: Op,
  output: string,
  reason: string,
): AdminReply<Op> {
  const envelope = adminEnvelopeSchema.safeParse(parsed(output));
  if (!envelope.success) {
    throw new CatopsError('server-start-failed', `Preparing the store ended early (${reason}).`, {
      hint: 'What it wrote to standard error says why.',
    });
  }
  if (envelope.data.ok) return adminReplySchemas[op].parse(envelope.data.data) as AdminReply<Op>;
  const { code, message, hint, dependency } = envelope.data.error;
  const known = Object.hasOwn(errorRegistry, code) ? (code as ErrorCode) : 'server-start-failed';
  const error = new CatopsError(known, message, hint === undefined ? {} : { hint });
  throw isDependency(dependency) ? blamed(error, dependency) : error;
}

function parsed(output: string): unknown {
  try {
    return JSON.parse(output);
  } catch {
    return undefined;
  }
}
