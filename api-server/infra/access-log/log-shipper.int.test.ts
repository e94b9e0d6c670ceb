import { mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { objectsIn, storedLines } from '../../testing/log-records.js';
import { notedFailures } from '../../testing/noted-failures.js';
import type { Objects } from '../objects/objects.js';
import { nameProcess } from '../process-name.js';
import { LogShipper } from './log-shipper.js';

let root: string;
let complaints: [event: string, fields: Readonly<Record<string, unknown>>][];
const time = { passed: 0 };
const me = nameProcess(process.pid);
const living = new AbortController().signal;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'catops-ship-'));
  complaints = [];
  time.passed = 0;
});
afterEach(() => rm(root, { recursive: true }));

function createShipper(more: { objects?: Objects; waitingBytes?: number } = {}): LogShipper {
  return new LogShipper({
    directory: join(root, 'spool'),
    objects: objectsIn(join(root, 'objects')),
    waitingBytes: 1_000_000,
    clock: { now: Date.now, monotonic: () => time.passed },
    failures: notedFailures((event, fields) => complaints.push([event, fields])),
    ...more,
  });
}

const nameOf = (number: number, process_: string = me) =>
  `${process_}-20181115T2${number}0000000Z-000${number}`;

/** A waiting file of an hour, 20 + `number`. */
async function spool(number: number, text: string, ending = '.json', process_: string = me) {
  const hour = `dt=2018-11-15/hour=2${number}`;
  const path = join(root, 'spool', hour, nameOf(number, process_) + ending);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  return { path, key: `access/${hour}/${nameOf(number, process_)}.json.gz` };
}

const spooled = async () =>
  (await readdir(join(root, 'spool'), { recursive: true }))
    .filter((name) => name.includes('json'))
    .sort();
const stored = () => storedLines(join(root, 'objects'));

it('moves finished files by their hour, and leaves those that are written to', async () => {
  const first = await spool(1, '{"a":1}\n{"a":2}\n');
  const second = await spool(2, '{"a":3}\n');
  await spool(3, '{"a":4}\n', '.json.open');
  const shipper = createShipper();
  expect(await shipper.pass(living)).toBe(true);
  expect(await stored()).toEqual(
    new Map([
      [first.key, ['{"a":1}', '{"a":2}', '']],
      [second.key, ['{"a":3}', '']],
    ]),
  );
  expect(await readdir(join(root, 'spool', 'dt=2018-11-15'))).toEqual(['hour=23']);
  expect(shipper.state).toEqual({
    ...{ shippedFiles: 2, droppedRecords: 0 },
    ...{ waitingFiles: 0, waitingBytes: 0 },
  });
});

it('takes over what dead processes left, and leaves a torn line as it is', async () => {
  const dead = me.replace(/[0-9a-f]{12}$/, '0123456789ab');
  const torn = await spool(1, '{"a":1}\n{"a":', '.json.open', dead);
  await spool(2, 'may live\n', '.json.open', 'elsewhere_1_0123456789ab');
  const old = await spool(3, 'of an earlier release\n', '.jsonl', 'elsewhere_1_0123ab');
  const longAgo = Date.now() / 1000 - 3 * 3600;
  await utimes(old.path, longAgo, longAgo);
  const shipper = createShipper();
  expect(await shipper.pass(living)).toBe(true);
  expect(await stored()).toEqual(
    new Map([
      [torn.key, ['{"a":1}', '{"a":']],
      [old.key, ['of an earlier release', '']],
    ]),
  );
  expect(await spooled()).toHaveLength(1);
});

it('does not store again what a pass before had stored when it was killed', async () => {
  const { key } = await spool(1, 'a\n');
  await createShipper().pass(living);
  await spool(1, 'a\n');
  expect(await createShipper().pass(living)).toBe(true);
  expect([...(await stored()).keys()]).toEqual([key]);
  expect(await spooled()).toEqual([]);
});

it('stores other lines of the same name beside those that are there', async () => {
  const { key } = await spool(1, 'a\n');
  await createShipper().pass(living);
  for (let pass = 0; pass < 2; pass += 1) {
    await spool(1, 'something else\n');
    await createShipper().pass(living);
  }
  const copy = key.replace('.json.gz', 'r1.json.gz');
  expect(await stored()).toEqual(
    new Map([
      [key, ['a', '']],
      [copy, ['something else', '']],
    ]),
  );
});

it('is run by several at once, and each file is stored once', async () => {
  const files = await Promise.all([1, 2, 3].map((number) => spool(number, `${number}\n`)));
  const shippers = Array.from({ length: 4 }, () => createShipper());
  await Promise.all(shippers.map((shipper) => shipper.pass(living)));
  expect([...(await stored()).keys()]).toEqual(files.map(({ key }) => key));
  expect(await spooled()).toEqual([]);
  expect(complaints).toEqual([]);
});

it('keeps files while the storage is away, says so once a minute, and moves them then', async () => {
  const real = objectsIn(join(root, 'objects'));
  let away = true;
  let asked = 0;
  const objects: Objects = {
    ...real,
    put: async (...args) => {
      asked += 1;
      if (away) throw new Error('away');
      return real.put(...args);
    },
  };
  await spool(1, 'a\n');
  const shipper = createShipper({ objects });
  for (const passed of [0, 30_000, 59_999, 60_000, 90_000]) {
    time.passed = passed;
    if (passed === 60_000) await spool(2, 'bb\n');
    expect(await shipper.pass(living)).toBe(false);
  }
  // One failure is enough for a pass: what the storage does not take now, it takes none of.
  expect(asked).toBe(5);
  expect(complaints).toEqual([
    [
      'access-log-waits',
      { error: new Error('away'), waitingFiles: 1, waitingBytes: 2, dropped: 0 },
    ],
    [
      'access-log-waits',
      { error: new Error('away'), waitingFiles: 2, waitingBytes: 5, dropped: 0 },
    ],
  ]);
  away = false;
  expect(await shipper.pass(living)).toBe(true);
  expect([...(await stored()).values()]).toEqual([
    ['a', ''],
    ['bb', ''],
  ]);
  expect(shipper.state).toMatchObject({ shippedFiles: 2, waitingFiles: 0, waitingBytes: 0 });
});

it('drops the oldest beyond its bound, and counts their lines', async () => {
  const objects: Objects = {
    ...objectsIn(join(root, 'objects')),
    put: () => Promise.reject(new Error('away')),
  };
  await spool(3, 'c\n'.repeat(40));
  await spool(1, 'a\n'.repeat(30));
  await spool(2, 'b\n'.repeat(20));
  const shipper = createShipper({ objects, waitingBytes: 120 });
  expect(await shipper.pass(living)).toBe(false);
  const dropped = { droppedRecords: 30, waitingFiles: 2, waitingBytes: 120 };
  expect(shipper.state).toEqual({ shippedFiles: 0, ...dropped });
  expect((await spooled()).map((name) => name.slice(0, 22))).toEqual([
    'dt=2018-11-15/hour=22/',
    'dt=2018-11-15/hour=23/',
  ]);
  expect(complaints[0]?.[1]).toMatchObject({ dropped: 30, waitingFiles: 2 });
});

describe('what cannot be read', () => {
  /** Of a file's name and kind, but no read of it succeeds: not even root's. */
  async function unreadable(number: number): Promise<void> {
    const { path } = await spool(number, '');
    await rm(path);
    await symlink('/proc/self/mem', path);
  }

  it('is counted and said, whatever it is, and the others go on', async () => {
    await unreadable(1);
    await mkdir((await spool(2, '')).path.replace(/0002\.json$/, '0009.json'));
    const good = await spool(3, '{"a":1}\n');
    const garbage = await spool(4, '\u0000\ufffd no JSON');
    await writeFile(join(root, 'spool', 'dt=2018-11-15', 'hour=05'), 'no folder');
    await writeFile(join(root, 'spool', 'dt=2018-11-14'), 'no folder');
    const shipper = createShipper();
    expect(await shipper.pass(living)).toBe(false);
    expect((await stored()).get(good.key)).toEqual(['{"a":1}', '']);
    expect((await stored()).get(garbage.key)).toEqual(['\u0000\ufffd no JSON']);
    expect(shipper.state).toMatchObject({ shippedFiles: 3, waitingFiles: 1 });
    expect(complaints).toEqual([
      ['access-log-waits', expect.objectContaining({ waitingFiles: 1 })],
    ]);
  });

  it('keeps nobody from dropping what is too much', async () => {
    await unreadable(1);
    await spool(2, 'b\n'.repeat(20));
    const last = await spool(3, 'c\n'.repeat(40));
    const shipper = createShipper({ waitingBytes: 80 });
    expect(await shipper.pass(living)).toBe(false);
    expect([...(await stored()).keys()]).toEqual([last.key]);
    expect(shipper.state.droppedRecords).toBe(20);
  });
});

it('leaves the rest where it is when there is no more time', async () => {
  await spool(1, 'a\n');
  expect(await createShipper().pass(AbortSignal.abort(new Error('no more time')))).toBe(false);
  expect(await spooled()).toHaveLength(1);
  expect(await createShipper().pass(living)).toBe(true);
});
