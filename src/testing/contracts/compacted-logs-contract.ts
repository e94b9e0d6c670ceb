import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CompactedLogs } from '../../rollups/compacted.js';
import { type Opens, quiet } from './subject.js';

const dt = '2018-11-15';

/** What every place for {@link CompactedLogs} must do. It starts empty. */
export function compactedLogsContract(subject: string, open: Opens<CompactedLogs>): void {
  describe(`${subject}, as a place for compacted days`, () => {
    let days: CompactedLogs;
    let close: () => Promise<void>;
    let scratch: string;

    beforeEach(async () => {
      ({ subject: days, close } = await open());
      scratch = await mkdtemp(join(tmpdir(), 'catops-contract-'));
    });
    afterEach(async () => {
      await close();
      await rm(scratch, { recursive: true, force: true });
    });

    async function put(day: string, content: string | Buffer): Promise<void> {
      const path = join(scratch, 'made.parquet');
      await writeFile(path, content);
      await days.put(day, path, quiet);
    }

    it('has nothing of a day that was never compacted', async () => {
      expect([await days.local(dt, quiet), await days.days(quiet)]).toEqual([null, []]);
      await days.remove(dt, quiet);
    });

    it('gives back what was put there last, whole, whatever its size', async () => {
      await put(dt, 'an older one');
      const path = await days.local(dt, quiet);
      expect(await readFile(path ?? '', 'utf8')).toBe('an older one');
      const large = Buffer.alloc(300_000, 'catops');
      await put(dt, large);
      expect(await readFile((await days.local(dt, quiet)) ?? '')).toEqual(large);
    });

    it('lists days, oldest first, and removes one', async () => {
      for (const day of ['2018-11-16', dt, '2018-11-17']) await put(day, day);
      await days.remove('2018-11-16', quiet);
      expect(await days.days(quiet)).toEqual([dt, '2018-11-17']);
      expect(await days.local('2018-11-16', quiet)).toBeNull();
    });
  });
}
