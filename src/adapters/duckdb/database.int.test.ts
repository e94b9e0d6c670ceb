import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { interruptible, openDatabase } from './database.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'catops-duckdb-'));
});
afterEach(() => rm(directory, { recursive: true }));

it('takes as much on any machine, and says what to set when that is too little', async () => {
  const database = await openDatabase({ readable: [], tempDirectory: directory });
  try {
    const connection = await database.connect();
    const reader = await connection.runAndReadAll(`SELECT current_setting('threads'),
      current_setting('memory_limit'), current_setting('allocator_flush_threshold')`);
    expect(reader.getRows().map((row) => row.map(String))).toEqual([
      ['2', '244.1 MiB', '15.2 MiB'],
    ]);
    const large = "SELECT length(string_agg(repeat('x', 1000000), '')) FROM range(1000)";
    const asked = interruptible(connection, new AbortController().signal, () =>
      connection.run(large),
    );
    await expect(asked).rejects.toMatchObject({
      code: 'query-failed',
      hint: 'set CATOPS_DUCKDB_MEMORY higher',
    });
  } finally {
    await database.close();
  }
});

it('is closed only when what ran on it has ended: nothing native works on what is gone', async () => {
  const database = await openDatabase({ readable: [], tempDirectory: directory });
  const connection = await database.connect();
  let hasEnded = false;
  const endless = 'SELECT count(*) FROM range(100000) a, range(100000) b, range(100000) c';
  const asked = interruptible(connection, new AbortController().signal, () =>
    connection.run(endless).finally(() => {
      hasEnded = true;
    }),
  );
  const refused = expect(asked).rejects.toMatchObject({ code: 'query-failed' });
  await database.close();
  expect(hasEnded).toBe(true);
  await refused;
  await expect(
    interruptible(connection, new AbortController().signal, () => connection.run('SELECT 1')),
  ).rejects.toMatchObject({ code: 'query-failed' });
});
