import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { ControlStatus } from '../contracts/supervisor-control.js';

/** A supervisor of that data directory, of which nothing is there but the answer to how it is. */
export async function startStandInSupervisor(
  dataDir: string,
  status: () => Partial<ControlStatus>,
): Promise<{ close(): Promise<void> }> {
  await mkdir(join(dataDir, 'run'), { recursive: true });
  const socket = join(dataDir, 'run', 'control.sock');
  await writeFile(join(dataDir, 'run/control.json'), JSON.stringify({ v: 1, socket, pid: 1 }));
  const server = createServer((asked) =>
    asked.once('data', () =>
      asked.end(JSON.stringify({ ok: true, data: { ...quietStatus, ...status() } })),
    ),
  );
  await new Promise<void>((done) => server.listen(socket, done));
  return { close: () => new Promise((done) => server.close(() => done())) };
}

const quietStatus: ControlStatus = {
  ...{ state: 'ready', version: 'built', min: 1, max: 1, restarts: 0, ill: [], traffic: null },
  ...{ processes: [], jobs: [], url: 'http://127.0.0.1:3000', at: '2018-11-14T03:10:00.000Z' },
};
