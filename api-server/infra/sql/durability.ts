import { sql } from 'kysely';
import type { Db } from './tables.js';

/** How safe a committed write is, as the server is set up. */
export interface Durability {
  /** 1: on the disk before it is acknowledged. */
  readonly flushLogAtCommit: number;
  /** 1: the binary log as well; null without one. */
  readonly syncBinlog: number | null;
}

/** What the server promises of a write that it has acknowledged. */
export async function durabilityOf(db: Db): Promise<Durability> {
  const { rows } = await sql<{ flush: number; sync: number; binlog: number }>`
    select @@global.innodb_flush_log_at_trx_commit as flush, @@global.sync_binlog as sync,
      @@global.log_bin as binlog`.execute(db);
  const [row] = rows;
  if (!row) throw new Error('The server does not tell of its durability.');
  return { flushLogAtCommit: row.flush, syncBinlog: row.binlog === 1 ? row.sync : null };
}
