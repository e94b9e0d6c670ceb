import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pid } from 'node:process';
import {
  type ControlRequest,
  controlFile,
  controlFileSchema,
  controlRequestSchema,
  longestControlLine,
} from '../../src/contracts/supervisor-control.js';
import { CatopsError, messageOf } from '../../src/platform/errors.js';

/** Where the supervisor listens for who controls it. */
export interface ControlSocket {
  readonly path: string;
  close(): Promise<void>;
}

/** The shortest of the limits: 104 bytes on macOS, with the zero at the end. */
const longestPath = 103;
const idleMs = 5000;

/**
 * Listens in the data directory for one request a connection. Only the user of this process can
 * connect: the directory is 0700, and the socket 0600. Throws when another supervisor does already.
 */
export async function openControlSocket(
  dataDir: string,
  answer: (request: ControlRequest) => unknown,
): Promise<ControlSocket> {
  const pointer = resolve(dataDir, ...controlFile);
  await mkdir(dirname(pointer), { recursive: true, mode: 0o700 });
  await chmod(dirname(pointer), 0o700);
  await clearAway(pointer);
  const directory = await socketDirectory(dirname(pointer));
  const path = join(directory, `control-${pid}.sock`);
  const server = createServer((socket) => serve(socket, answer));
  await rm(path, { force: true });
  await listen(server, path);
  await chmod(path, 0o600);
  await writeFile(`${pointer}.${pid}`, JSON.stringify({ v: 1, socket: path, pid }), {
    mode: 0o600,
  });
  await rename(`${pointer}.${pid}`, pointer);
  return {
    path,
    async close() {
      // Closing takes the socket away; a pointer of somebody else stays.
      server.close();
      if ((await pointedAt(pointer))?.pid === pid) await rm(pointer, { force: true });
      if (directory !== dirname(pointer)) await rm(directory, { recursive: true, force: true });
    },
  };
}

/** In the data directory, or where that is too deep, in a directory of our own that is not. */
async function socketDirectory(wanted: string): Promise<string> {
  const fits = (directory: string) =>
    Buffer.byteLength(join(directory, `control-${pid}.sock`)) <= longestPath;
  if (fits(wanted)) return wanted;
  const temporary = fits(join(tmpdir(), 'catops-XXXXXX')) ? tmpdir() : '/tmp';
  return mkdtemp(join(temporary, 'catops-'));
}

/** Removes the socket of a supervisor that is gone. */
async function clearAway(pointer: string): Promise<void> {
  const pointed = await pointedAt(pointer);
  if (!pointed) return;
  if (await answers(pointed.socket)) {
    throw new CatopsError(
      'environment-busy',
      `Process ${pointed.pid} runs on the same data directory and is the one that is controlled.`,
    );
  }
  await rm(pointed.socket, { force: true });
}

async function pointedAt(pointer: string) {
  try {
    return controlFileSchema.parse(JSON.parse(await readFile(pointer, 'utf8')));
  } catch {
    return undefined;
  }
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
}

function serve(socket: Socket, answer: (request: ControlRequest) => unknown): void {
  let text = '';
  socket.setTimeout(idleMs, () => socket.destroy());
  socket.on('error', () => {});
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    if (!text.includes('\n') && text.length <= longestControlLine) return;
    socket.removeAllListeners('data');
    socket.end(`${JSON.stringify(envelope(text.slice(0, text.indexOf('\n')), answer))}\n`);
  });
}

function envelope(line: string, answer: (request: ControlRequest) => unknown): object {
  try {
    return { ok: true, data: answer(controlRequestSchema.parse(JSON.parse(line))) };
  } catch (error) {
    if (!(error instanceof CatopsError)) {
      const message = `The request cannot be read: ${messageOf(error)}`;
      return { ok: false, error: { code: 'usage-invalid', message } };
    }
    const { code, message, hint } = error;
    return { ok: false, error: { code, message, hint } };
  }
}
