import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { controlFile } from '../../src/contracts/supervisor-control.js';
import { CatopsError } from '../../src/platform/errors.js';
import { type ControlSocket, openControlSocket } from './control-socket.js';

let parent: string;
const open: ControlSocket[] = [];
const asked: unknown[] = [];

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'catops-control-'));
  asked.length = 0;
});
afterEach(async () => {
  for (const socket of open.splice(0)) await socket.close();
  await rm(parent, { recursive: true, force: true });
});

async function listen(dataDir = parent): Promise<ControlSocket> {
  const socket = await openControlSocket(dataDir, (request) => {
    asked.push(request);
    if (request.op === 'abort') throw new CatopsError('environment-busy', 'Nothing runs.');
    return { requestId: 'r-1' };
  });
  open.push(socket);
  return socket;
}

async function say(path: string, line: string): Promise<unknown> {
  const socket = connect(path);
  socket.write(line);
  return JSON.parse(await text(socket));
}

const modeOf = async (path: string) => (await stat(path)).mode & 0o777;
const pointer = () => join(parent, ...controlFile);

it('does what it is asked in one line, and says the error that came of it', async () => {
  const { path } = await listen();
  const done = await say(path, '{"op": "scale", "min": 3}\n');
  expect([done, asked]).toEqual([
    { ok: true, data: { requestId: 'r-1' } },
    [{ op: 'scale', min: 3 }],
  ]);
  expect(await say(path, '{"op": "abort"}\n')).toEqual({
    ok: false,
    error: { code: 'environment-busy', message: 'Nothing runs.' },
  });
});

it.each([
  ['no JSON', 'hello\n'],
  ['an unknown operation', '{"op": "format-disk"}\n'],
  ['a version that leads elsewhere', '{"op": "deploy", "version": "../../etc"}\n'],
  ['no processes at all', '{"op": "scale", "min": 0}\n'],
  ['a line without an end', 'x'.repeat(5000)],
])('refuses %s, and does nothing', async (_, line) => {
  const { path } = await listen();
  const error = { code: 'usage-invalid', message: expect.any(String) };
  expect([await say(path, line), asked]).toEqual([{ ok: false, error }, []]);
});

it('lets only its own user in, and leaves nothing behind', async () => {
  await mkdir(join(parent, 'run'), { mode: 0o755 });
  const { path } = await listen();
  expect([await modeOf(path), await modeOf(dirname(path)), await modeOf(pointer())]).toEqual([
    0o600, 0o700, 0o600,
  ]);
  await open.pop()?.close();
  await expect(stat(path)).rejects.toMatchObject({ code: 'ENOENT' });
  await expect(stat(pointer())).rejects.toMatchObject({ code: 'ENOENT' });
});

it('lies elsewhere, as private, when its directory is too deep for a socket', async () => {
  const deep = join(parent, 'deep'.repeat(30));
  const { path } = await listen(deep);
  expect(Buffer.byteLength(path)).toBeLessThan(104);
  expect(JSON.parse(await readFile(join(deep, ...controlFile), 'utf8'))).toMatchObject({
    socket: path,
  });
  expect(await modeOf(dirname(path))).toBe(0o700);
  await open.pop()?.close();
  await expect(stat(dirname(path))).rejects.toMatchObject({ code: 'ENOENT' });
});

it('takes the place of a supervisor that was killed, and not of one that runs', async () => {
  await mkdir(join(parent, 'run'));
  const gone = { v: 1, socket: join(parent, 'run', 'control-1.sock'), pid: 1 };
  await writeFile(gone.socket, '');
  await writeFile(pointer(), JSON.stringify(gone));
  const { path } = await listen();
  await expect(stat(gone.socket)).rejects.toMatchObject({ code: 'ENOENT' });
  await expect(listen()).rejects.toMatchObject({ code: 'environment-busy' });
  expect(await say(path, '{"op": "restart"}\n')).toMatchObject({ ok: true });
});
