import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LogStore } from '../../rollups/ports.js';
import { type Opens, quiet } from './subject.js';

/** A store, and the way by which servers put their finished files there. */
export interface LogStoreSubject {
  readonly store: LogStore;
  put(key: string, content: Uint8Array): Promise<void>;
}

const dt = '2018-11-15';
const name = (hour: string, seq: number) =>
  `dt=${dt}/hour=${hour}/host-20181115T000000000Z-${String(seq).padStart(4, '0')}.json.gz`;
const bytes = (text: string) => new TextEncoder().encode(text);

/** What every {@link LogStore} must do. It starts without any file. */
export function logStoreContract(subject: string, open: Opens<LogStoreSubject>): void {
  describe(`${subject}, as a store of log files`, () => {
    let store: LogStore;
    let put: LogStoreSubject['put'];
    let close: () => Promise<void>;

    beforeEach(async () => {
      const opened = await open();
      ({ store, put } = opened.subject);
      close = opened.close;
    });
    afterEach(() => close());

    it('has no files of a day that is empty or unknown, and no days', async () => {
      expect(await store.list(dt, quiet)).toEqual([]);
      expect(await store.days(quiet)).toEqual([]);
    });

    it('lists all files of a day, and of no other, sorted by key', async () => {
      await put(name('21', 2), bytes('two'));
      await put(name('21', 1), bytes('one!'));
      await put(name('03', 1), bytes('three'));
      await put('dt=2018-11-16/hour=00/host-20181116T000000000Z-0001.json.gz', bytes('next'));
      const files = await store.list(dt, quiet);
      expect(files.map(({ key, size, hour }) => ({ key, size, hour }))).toEqual([
        { key: name('03', 1), size: 5, hour: '03' },
        { key: name('21', 1), size: 4, hour: '21' },
        { key: name('21', 2), size: 3, hour: '21' },
      ]);
      expect(files.every((file) => file.dt === dt && file.etag !== '')).toBe(true);
      expect(await store.days(quiet)).toEqual([dt, '2018-11-16']);
    });

    it('takes nothing for a log file that is none', async () => {
      await put(`dt=${dt}/hour=21/.half-written.json.gz`, bytes('x'));
      await put(`dt=${dt}/hour=21/notes.txt`, bytes('x'));
      await put(`dt=${dt}/hour=99/host-20181115T000000000Z-0001.json.gz`, bytes('x'));
      await put('dt=2018-02-31/hour=00/host-20181115T000000000Z-0001.json.gz', bytes('x'));
      expect(await store.list(dt, quiet)).toEqual([]);
      expect(await store.days(quiet)).not.toContain('2018-02-31');
    });

    it('lists more files than come in one page', async () => {
      const keys = Array.from({ length: 1100 }, (_, seq) => name('07', seq));
      for (let at = 0; at < keys.length; at += 50) {
        await Promise.all(keys.slice(at, at + 50).map((key) => put(key, bytes('x'))));
      }
      expect((await store.list(dt, quiet)).map(({ key }) => key)).toEqual(keys);
    });

    it('gives the content as it is stored, on this machine', async () => {
      const content = Uint8Array.from([0x1f, 0x8b, 0, 255, 10]);
      await put(name('21', 1), content);
      const [file] = await store.list(dt, quiet);
      if (!file) throw new Error('not listed');
      expect(new Uint8Array(await readFile(await store.local(file, quiet)))).toEqual(content);
    });

    it('keeps the etag of a file that stays, and changes it with the content', async () => {
      await put(name('21', 1), bytes('one'));
      const etag = async () => (await store.list(dt, quiet))[0]?.etag;
      const before = await etag();
      expect(await etag()).toBe(before);
      await put(name('21', 1), bytes('another'));
      expect(await etag()).not.toBe(before);
    });

    it('removes files for good, and those that are gone without a word', async () => {
      await put(name('21', 1), bytes('one'));
      await put(name('22', 1), bytes('two'));
      const [first] = await store.list(dt, quiet);
      if (!first) throw new Error('not listed');
      for (const _ of [1, 2]) await store.remove([first], quiet);
      expect((await store.list(dt, quiet)).map(({ hour }) => hour)).toEqual(['22']);
    });

    it('stops listing when it is interrupted', async () => {
      await put(name('21', 1), bytes('one'));
      const stop = AbortSignal.abort(new Error('stopped'));
      await expect(store.list(dt, stop)).rejects.toThrow();
    });
  });
}
