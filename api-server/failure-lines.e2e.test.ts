import { readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'libsql';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { copyPreparedData } from '../src/testing/prepared-data.js';
import { processRuns } from '../src/testing/process-runs.js';
import { leaksIn } from '../src/testing/secret-canary.js';
import { startSupervisor, type TestSupervisor } from './testing/start-supervisor.js';
import { testDataDir } from './testing/test-store.js';

const canary = 'c4n4ry';
const address = `${canary}@example.com`;

// A defect that is not in the code under test: an answer about a vote cannot be written, and a
// signal makes an API process throw what nobody catches.
const defect = `
  const write = JSON.stringify;
  JSON.stringify = (value, ...more) => {
    if (value?.message === 'SUCCESS' && value.value === 66) {
      throw new TypeError('Cannot read "${canary}" of undefined');
    }
    return write(value, ...more);
  };
  if (/worker\\.js$/.test(process.argv[1] ?? '') && !/job/.test(process.argv[1])) {
    process.on('SIGWINCH', () => setImmediate(() => { throw new TypeError('${canary}'); }));
  }`;

interface Health {
  readonly jobs: { readonly ready: number };
}

let dataDir: string;
let remove: () => Promise<void>;
let supervisor: TestSupervisor;
let url: string;
let privateUrl: string;
let key: string;

beforeAll(async () => {
  ({ dataDir, remove } = await testDataDir());
  const said = await copyPreparedData(dataDir);
  key = said.flatMap((each) => ('firstKey' in each && each.firstKey) || [])[0] ?? '';
  const file = `${dataDir}.mjs`;
  await writeFile(file, defect);
  supervisor = startSupervisor({
    ...{
      CATOPS_DATA_DIR: dataDir,
      CATOPS_DATABASE_QUERY_MS: '300',
      NODE_OPTIONS: `--import ${file}`,
    },
    ...{ CATOPS_LIMIT_KEYLESS: '100000', CATOPS_LIMIT_KEYED: '100000' },
  });
  ({ url, privateUrl } = await supervisor.message('listening'));
  const jobs = async () =>
    ((await (await fetch(`${privateUrl}/health`)).json()) as Health).jobs.ready;
  while ((await jobs()) < 1) await sleep(20);
});
afterAll(async () => {
  supervisor.process.kill('SIGKILL');
  await supervisor.exited;
  await rm(`${dataDir}.mjs`, { force: true });
  await remove();
});

const ask = (path: string, method = 'GET', body?: object) =>
  fetch(`${url}${path}${path.includes('?') ? '&' : '?'}${canary}=${canary}&api_key=${key}`, {
    method,
    headers: { 'x-api-key': key, 'user-agent': canary, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
const vote = (value: number) =>
  ask('/v1/votes', 'POST', { image_id: 'asf2', sub_id: canary, value });

type Line = Readonly<Record<string, unknown>>;
const lines = (): Line[] =>
  supervisor
    .stderr()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

/**
 * Breaks something, does what needs it, mends it, and gives the first line that came of it; `event`
 * where the job process may still tell of what was broken before.
 */
async function firstLineOf(broken: {
  readonly break: () => Promise<unknown> | unknown;
  readonly use: () => Promise<unknown>;
  readonly mend?: () => Promise<unknown> | unknown;
  readonly event?: string;
}): Promise<Line> {
  const before = lines().length;
  const isFailure = ({ level, event }: Line) =>
    level === 'error' && (broken.event === undefined || event === broken.event);
  const found = () => lines().slice(before).find(isFailure);
  await broken.break();
  try {
    await broken.use();
    await expect.poll(found, { timeout: 20_000 }).toBeDefined();
  } finally {
    await broken.mend?.();
  }
  return found() ?? {};
}

/** Another program on the database file. */
function inDatabase(...statements: readonly string[]): void {
  const db = new Database(join(dataDir, 'catops.db'), { timeout: 5000 });
  for (const sql of statements) db.exec(sql);
  db.close();
}

/** A folder that cannot be entered, whoever this runs as. */
const away = async (path: string) => {
  await rename(join(dataDir, path), join(dataDir, `${path}.away`)).catch(() => {});
  await symlink(basename(path), join(dataDir, path));
};
const back = async (path: string) => {
  await rm(join(dataDir, path));
  await rename(join(dataDir, `${path}.away`), join(dataDir, path)).catch(() => {});
};

it('says of a storage for pictures that is away that it is that', async () => {
  const [picture = { url: '' }] = (await (await ask('/v1/images/search')).json()) as {
    url: string;
  }[];
  const line = await firstLineOf({
    break: () => away('objects/images'),
    use: async () => {
      const answer = await fetch(picture.url);
      expect(answer.status).toBe(503);
      expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f]{16}$/);
    },
    mend: () => back('objects/images'),
  });
  expect(line).toMatchObject({
    ...{ event: 'request-failed', cause: 'vendor', dependency: 'objects', code: 'ELOOP' },
    says: 'The object storage: its directory leads nowhere.',
    route: 'GET /images/{file}',
    durationMs: expect.any(Number),
    requestId: expect.stringMatching(/^[0-9a-f]{16}$/),
    release: expect.stringMatching(/^\d+\.\d+\.\d+/),
    stack: expect.any(Array),
  });
});

it('says of too many uploads at once that they are too many', async () => {
  const { port } = new URL(url);
  const sockets = Array.from({ length: 4 }, () => connect(Number(port), '127.0.0.1'));
  const head = `POST /v1/images/upload HTTP/1.1\r\nhost: a\r\nx-api-key: ${key}\r\ncontent-type: multipart/form-data; boundary=b\r\ncontent-length: 5000\r\n\r\n--b\r\n`;
  for (const socket of sockets) socket.on('error', () => {}).write(head);
  const line = await firstLineOf({
    break: () => {},
    use: () =>
      expect.poll(async () => (await ask('/v1/images/upload', 'POST', {})).status).toBe(503),
    mend: () => {
      for (const socket of sockets) socket.destroy();
    },
  });
  expect(line).toMatchObject({
    cause: 'overload',
    says: 'Overload: Too many uploads are under way.',
  });
  expect(line).not.toHaveProperty('dependency');
});

it('says of an outbox that is away that it is that', async () => {
  const line = await firstLineOf({
    break: () => away('outbox'),
    use: async () => {
      const body = { email: address, appDescription: canary };
      expect((await ask('/v1/user/passwordlesssignup', 'POST', body)).status).toBe(200);
    },
    mend: () => back('outbox'),
  });
  const what = { event: 'job-failed', cause: 'vendor', dependency: 'mail', type: 'mail.welcome' };
  expect(line).toMatchObject({
    ...what,
    says: 'The outbox for mail: its directory leads nowhere.',
  });
});

it('says of a queue that is ill that it is that, and not the database', async () => {
  const line = await firstLineOf({
    break: () => inDatabase('alter table jobs rename to jobs_away'),
    use: async () => {
      const body = { email: `b${address}`, appDescription: canary };
      expect((await ask('/v1/user/passwordlesssignup', 'POST', body)).status).toBe(503);
    },
    mend: () => inDatabase('alter table jobs_away rename to jobs'),
  });
  const says = 'The queue of jobs: a table or column is not there; run catops db migrate.';
  expect(line).toMatchObject({ cause: 'queue', dependency: 'queue', says });
});

it('says of a database without a table, and of one that is locked, that it is the database', async () => {
  const noTable = await firstLineOf({
    break: () => inDatabase('alter table votes rename to votes_away'),
    use: async () => expect((await ask('/v1/votes')).status).toBe(503),
    mend: () => inDatabase('alter table votes_away rename to votes'),
    event: 'request-failed',
  });
  const what = { event: 'request-failed', cause: 'database', dependency: 'database' };
  const says = 'The database: a table or column is not there; run catops db migrate.';
  expect(noTable).toMatchObject({ ...what, route: 'GET /v1/votes', says });
  const other = new Database(join(dataDir, 'catops.db'));
  const locked = await firstLineOf({
    break: () => other.exec('begin immediate'),
    use: async () => expect((await vote(1)).status).toBe(503),
    mend: () => other.exec('rollback'),
    event: 'request-failed',
  });
  other.close();
  expect(locked).toMatchObject({ ...what, route: 'POST /v1/votes' });
  expect(locked['says']).toMatch(/^The database: (it does not answer in time|another program)/);
});

it('says of a defect in our code that it is one, and where', async () => {
  const line = await firstLineOf({
    break: () => {},
    use: async () => expect((await vote(66)).status).toBe(500),
  });
  expect(line).toMatchObject({ event: 'request-failed', cause: 'code', error: 'TypeError' });
  expect(line).toMatchObject({ says: 'A defect in our own code.', route: 'POST /v1/votes' });
  expect(line['stack']).toContainEqual(expect.stringMatching(/^at VoteService\.cast \(.*\.js:\d+/));
});

it('counts what it has told of, by class', async () => {
  const metrics = await (await fetch(`${privateUrl}/metrics`)).text();
  for (const sample of [
    'catops_failures_total{route="GET /images/{file}",cause="vendor"} 1',
    'catops_failures_total{route="POST /v1/votes",cause="code"} 1',
    'catops_logged_failures_total{event="request-failed",cause="database",dependency="database"} ',
    'catops_logged_failures_total{event="request-failed",cause="queue",dependency="queue"} ',
  ]) {
    expect(metrics).toContain(sample);
  }
});

it('says of a process that was killed, and of one that crashed, what it was', async () => {
  const [pid = 0] = await supervisor.pids();
  const killed = await firstLineOf({
    break: () => process.kill(pid, 'SIGKILL'),
    use: () => expect.poll(() => processRuns(pid)).toBe(false),
  });
  expect(killed).toMatchObject({ event: 'worker-ended', cause: 'overload' });
  expect(killed['says']).toContain(
    'The API process ended (SIGKILL): somebody did it, or the kernel',
  );
  await expect.poll(async () => (await supervisor.pids())[0], { timeout: 10_000 }).not.toBe(pid);
  const ready = () =>
    ask('/health/ready').then(
      ({ status }) => status,
      () => 0,
    );
  await expect.poll(ready, { timeout: 10_000 }).toBe(200);
  const [next = 0] = await supervisor.pids();
  const crashed = await firstLineOf({
    break: () => process.kill(next, 'SIGWINCH'),
    use: () => expect.poll(() => processRuns(next)).toBe(false),
  });
  expect(crashed).toMatchObject({ event: 'process-crashed', cause: 'code', error: 'TypeError' });
  await expect.poll(ready, { timeout: 10_000 }).toBe(200);
});

it('says of a damaged database file that it is the database', async () => {
  const line = await firstLineOf({
    async break() {
      for (const name of ['catops.db', 'catops.db-wal']) {
        const file = join(dataDir, name);
        const { length } = await readFile(file);
        await writeFile(file, Buffer.alloc(length, 'x'), { flag: 'r+' });
      }
    },
    use: () => expect.poll(async () => (await ask('/v1/votes')).status).toBe(503),
  });
  expect(line).toMatchObject({ cause: 'database', dependency: 'database' });
  expect(line['code']).toMatch(/^SQLITE_(CORRUPT|NOTADB|IOERR)/);
});

it('has told nothing of anybody, whatever was ill', () => {
  expect(leaksIn(supervisor.stderr(), [canary, key, '127.0.0.1', 'asf2'])).toEqual([]);
});
