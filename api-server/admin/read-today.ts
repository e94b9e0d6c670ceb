import { type AliasedRawBuilder, sql } from 'kysely';
import type { Today } from '../../src/contracts/today.js';
import type { Db } from '../infra/sql/tables.js';
import { firstIdSince } from './first-id-since.js';

const dayMs = 86_400_000;
const mostPopular = 10;

/** What people have done since the UTC day began, beside the day before until the same time. */
export async function readToday(db: Db, now: number): Promise<Today> {
  const from = Math.floor(now / dayMs) * dayMs;
  const beside = [
    summed(sql`created_at >= ${from}`, 'today'),
    summed(sql`created_at < ${now - dayMs}`, 'yesterday'),
  ] as const;
  const sinceYesterday = from - dayMs;
  const signUps = await db
    .selectFrom('accounts')
    .select(beside)
    .where('created_at', '>=', sinceYesterday)
    // Other accounts were made by hand, or for a load test.
    .where('email', 'is not', null)
    .executeTakeFirstOrThrow();
  const ids = {
    votes: await firstId(db, 'votes', sinceYesterday),
    favourites: await firstId(db, 'favourites', sinceYesterday),
  };
  const countsOf = (table: Voted) =>
    db
      .selectFrom(table)
      .select(beside)
      .where('id', '>=', ids[table])
      .where('created_at', '>=', sinceYesterday)
      .executeTakeFirstOrThrow();
  return {
    day: new Date(from).toISOString().slice(0, 10),
    at: new Date(now).toISOString(),
    signUps: numbers(signUps),
    votes: numbers(await countsOf('votes')),
    favourites: numbers(await countsOf('favourites')),
    popular: await popularSince(db, from, ids),
  };
}

type Voted = 'votes' | 'favourites';

/** From which id on a table has to be read: neither has an index on time. */
async function firstId(db: Db, table: Voted, since: number): Promise<number> {
  const rows = db.selectFrom(table);
  const last = await rows.select(({ fn }) => fn.max('id').as('id')).executeTakeFirst();
  const next = (id: number) =>
    rows
      .select(['id', 'created_at as createdAt'])
      .where('id', '>=', id)
      .orderBy('id')
      .limit(1)
      .executeTakeFirst();
  return firstIdSince(next, Number(last?.id ?? 0), since);
}

/** Only pictures that are shown: whatever else was voted on is a text that somebody sent. */
async function popularSince(
  db: Db,
  from: number,
  ids: Readonly<Record<Voted, number>>,
): Promise<Today['popular']> {
  const newest = db
    .selectFrom('votes')
    .select(({ fn }) => fn.max('id').as('id'))
    .where('id', '>=', ids.votes)
    .where('created_at', '>=', from)
    .groupBy(['account_id', 'image_id', 'sub_id']);
  const votes = db
    .selectFrom('votes')
    .select([
      'image_id',
      sql<number>`case when value > 0 then 1 else 0 end`.as('up'),
      sql<number>`case when value > 0 then 0 else 1 end`.as('down'),
      sql<number>`0`.as('favourites'),
    ])
    .where('id', 'in', newest);
  const favourites = db
    .selectFrom('favourites')
    .select([
      'image_id',
      sql<number>`0`.as('up'),
      sql<number>`0`.as('down'),
      sql<number>`1`.as('favourites'),
    ])
    .where('id', '>=', ids.favourites)
    .where('created_at', '>=', from);
  const liked = sql<number>`sum(liked.up + liked.favourites)`;
  const rows = await db
    .selectFrom(votes.unionAll(favourites).as('liked'))
    .innerJoin('images', 'images.id', 'liked.image_id')
    .select(({ fn }) => [
      'images.id as imageId',
      fn.sum<number>('liked.up').as('up'),
      fn.sum<number>('liked.down').as('down'),
      fn.sum<number>('liked.favourites').as('favourites'),
    ])
    .where('images.approved_at', 'is not', null)
    .where('images.deleted_at', 'is', null)
    .groupBy('images.id')
    .having(liked, '>', 0)
    .orderBy(liked, 'desc')
    .orderBy('down')
    .orderBy('images.id')
    .limit(mostPopular)
    .execute();
  return rows.map(({ imageId, ...counts }) => ({
    imageId,
    up: Number(counts.up),
    down: Number(counts.down),
    favourites: Number(counts.favourites),
  }));
}

function summed<A extends string>(
  condition: ReturnType<typeof sql>,
  name: A,
): AliasedRawBuilder<number | null, A> {
  return sql<number | null>`sum(case when ${condition} then 1 else 0 end)`.as(name);
}

/** MariaDB gives sums as texts, and both give none of no row. */
function numbers({ today, yesterday }: { today: number | null; yesterday: number | null }) {
  return { today: Number(today ?? 0), yesterday: Number(yesterday ?? 0) };
}
