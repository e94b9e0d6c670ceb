import type { expect as Expect, it as It } from 'vitest';
import type { Objects } from './objects.js';

/** What every kind of object storage does alike. `open` gives an empty one. */
export function objectsContract(
  it: typeof It,
  expect: typeof Expect,
  open: () => Promise<Objects>,
): void {
  const kind = { contentType: 'application/gzip' };
  const key = 'access/dt=2018-11-15/hour=21/host_1-20181115T210000000Z-0001.json.gz';
  const listed = async (objects: Objects, prefix: string) => {
    const found: [string, number][] = [];
    for await (const each of objects.list(prefix)) found.push([each.key, each.bytes]);
    return found;
  };

  it('keeps an object as it was put, and says how large it is', async () => {
    const objects = await open();
    expect([await objects.read(key), await objects.size(key)]).toEqual([undefined, undefined]);
    const body = Buffer.from([0, 255, 10, 13]);
    expect(await objects.put(key, body, kind)).toBe(true);
    expect(await objects.read(key)).toEqual(body);
    expect(await objects.size(key)).toBe(4);
  });

  it('gives an object as it is read, whole or a part of it', async () => {
    const objects = await open();
    const body = Buffer.from('0123456789');
    await objects.put(key, body, kind);
    const read = async (part?: { first: number; last: number }) => {
      const file = await objects.stream(key, part);
      return file && String(Buffer.concat(await file.toArray()));
    };
    expect([await read(), await read({ first: 2, last: 4 })]).toEqual(['0123456789', '234']);
    await objects.remove(key);
    expect(await read()).toBeUndefined();
  });

  it('never writes over an object', async () => {
    const objects = await open();
    expect(await objects.put(key, Buffer.from('first'), kind)).toBe(true);
    expect(await objects.put(key, Buffer.from('second'), kind)).toBe(false);
    expect(String(await objects.read(key))).toBe('first');
    const own = Buffer.alloc(100_000, 'x');
    const several = [1, 2, 3].map(() => objects.put('access/a.gz', own, kind));
    expect(await Promise.all(several)).toContain(true);
    expect(await objects.read('access/a.gz')).toEqual(own);
  });

  it('removes an object once and for all, and lets its key be used again', async () => {
    const objects = await open();
    await objects.remove(key);
    await objects.put(key, Buffer.from('first'), kind);
    await objects.remove(key);
    await objects.remove(key);
    expect([await objects.read(key), await listed(objects, '')]).toEqual([undefined, []]);
    expect(await objects.put(key, Buffer.from('second'), kind)).toBe(true);
    expect(String(await objects.read(key))).toBe('second');
  });

  it('lists by the beginning of keys, in order', async () => {
    const objects = await open();
    const keys = ['access/dt=2/b', 'access/dt=1/b', 'access/dt=1/a', 'access/dt=10/c', 'images/d'];
    for (const each of keys) await objects.put(each, Buffer.from(each), kind);
    expect(await listed(objects, 'access/')).toEqual([
      ['access/dt=1/a', 13],
      ['access/dt=1/b', 13],
      ['access/dt=10/c', 14],
      ['access/dt=2/b', 13],
    ]);
    expect((await listed(objects, 'access/dt=1')).map(([each]) => each)).toHaveLength(3);
    expect(await listed(objects, 'access/dt=1/')).toHaveLength(2);
    expect(await listed(objects, 'access/dt=1/b')).toHaveLength(1);
    expect(await listed(objects, 'nothing/')).toEqual([]);
    expect(await listed(objects, '')).toHaveLength(5);
  });

  it('takes no key that leads elsewhere', async () => {
    const objects = await open();
    const wrong = [
      '',
      '/a',
      'a/',
      'a//b',
      '../a',
      'a/../b',
      '.tmp/a',
      'a/.b',
      'a\u0000',
      'a b',
      'é',
    ];
    for (const each of [...wrong, 'a'.repeat(901)]) {
      const put = async () => objects.put(each, Buffer.from('x'), kind);
      await expect(put()).rejects.toThrow('no key of an object');
    }
    expect(await listed(objects, '')).toEqual([]);
  });
}
