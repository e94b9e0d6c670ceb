import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RollupStore, StoredObject } from '../../rollups/ports.js';
import { type Opens, quiet } from './subject.js';

const dt = '2018-11-15';

/** What every {@link RollupStore} must do. It starts empty. */
export function rollupStoreContract(subject: string, open: Opens<RollupStore>): void {
  describe(`${subject}, as a store of rolled-up tables`, () => {
    let store: RollupStore;
    let close: () => Promise<void>;
    let scratch: string;
    let written = 0;

    beforeEach(async () => {
      ({ subject: store, close } = await open());
      scratch = await mkdtemp(join(tmpdir(), 'catops-contract-'));
    });
    afterEach(async () => {
      await close();
      await rm(scratch, { recursive: true, force: true });
    });

    async function put(
      text: string,
      expected: StoredObject | null,
      table: 'rollup_hour' | 'runs' = 'rollup_hour',
    ): Promise<StoredObject | 'conflict'> {
      written += 1;
      const path = join(scratch, String(written));
      await writeFile(path, text);
      return store.replace({ table, dt }, path, expected, quiet);
    }

    async function stored(text: string, expected: StoredObject | null): Promise<StoredObject> {
      const put_ = await put(text, expected);
      if (put_ === 'conflict') throw new Error('conflict');
      return put_;
    }

    async function content(): Promise<string | null> {
      const path = await store.local('rollup_hour', dt, quiet);
      return path && readFile(path, 'utf8');
    }

    it('has nothing of a day that was never written', async () => {
      expect(await store.stat('rollup_hour', dt, quiet)).toBeNull();
      expect(await store.local('rollup_hour', dt, quiet)).toBeNull();
      expect(await store.days('rollup_hour', quiet)).toEqual([]);
    });

    it('puts an object in place whole, and says what is there', async () => {
      const first = await stored('one', null);
      expect(await content()).toBe('one');
      expect(await store.stat('rollup_hour', dt, quiet)).toEqual(first);
      const second = await stored('another', first);
      expect(second.size).toBe(7);
      expect(second.etag).not.toBe(first.etag);
      expect(await content()).toBe('another');
      expect(await store.stat('rollup_hour', dt, quiet)).toEqual(second);
    });

    it('leaves what somebody else put there since', async () => {
      const first = await stored('one', null);
      await stored('two', first);
      expect(await put('three', first)).toBe('conflict');
      expect(await put('three', null)).toBe('conflict');
      expect(await content()).toBe('two');
    });

    it('does not put back what was removed meanwhile', async () => {
      const first = await stored('one', null);
      await store.remove('rollup_hour', dt, quiet);
      expect(await put('two', first)).toBe('conflict');
      expect(await content()).toBeNull();
    });

    it('lets one of many writers win who all saw the same', async () => {
      const texts = Array.from({ length: 8 }, (_, index) => `text ${index}`);
      const ends = await Promise.all(texts.map((text) => put(text, null)));
      const winners = texts.filter((_, index) => ends[index] !== 'conflict');
      expect(winners).toHaveLength(1);
      expect(await content()).toBe(winners[0]);
    });

    it('keeps tables and days apart, and lists the days oldest first', async () => {
      await stored('hours', null);
      await put('{}', null, 'runs');
      written += 1;
      const path = join(scratch, String(written));
      await writeFile(path, 'older');
      await store.replace({ table: 'rollup_hour', dt: '2018-11-02' }, path, null, quiet);
      expect(await store.days('rollup_hour', quiet)).toEqual(['2018-11-02', dt]);
      expect(await store.days('runs', quiet)).toEqual([dt]);
      expect(await store.days('keys_day', quiet)).toEqual([]);
      expect(await content()).toBe('hours');
    });

    it('removes an object, and one that is gone without a word', async () => {
      await stored('one', null);
      for (const _ of [1, 2]) await store.remove('rollup_hour', dt, quiet);
      expect(await store.stat('rollup_hour', dt, quiet)).toBeNull();
      expect(await store.days('rollup_hour', quiet)).toEqual([]);
    });
  });
}
