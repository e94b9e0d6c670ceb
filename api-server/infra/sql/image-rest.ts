import { dislikeOf } from '../../jobs/rest-rule.js';
import type { RestStore, VotedImage } from '../../jobs/rest-unpopular.js';
import { changing, recordChanges } from './change-feed.js';
import type { Db, Trx } from './tables.js';

/** Who takes pictures out of rotation by itself; people are named otherwise. */
const byVotes = 'votes.rest';

/** A picture that rests. */
export interface RestingImage extends VotedImage {
  readonly since: number;
}

/** Which pictures rest, in the SQL database. */
export function createSqlRestStore(db: Db): RestStore {
  return {
    async voted(leastVotes) {
      const voted = await tallies(db, leastVotes);
      const resting = await restingImages(db);
      const known = new Set(voted.map(({ imageId }) => imageId));
      return [...voted, ...resting.filter(({ imageId }) => !known.has(imageId))];
    },
    async approved() {
      const row = await shown(db)
        .select(({ fn }) => fn.countAll<number>().as('total'))
        .executeTakeFirstOrThrow();
      return Number(row.total);
    },
    apply: (changes, now) =>
      changing(db, async (trx) => {
        for (const { imageId, to, tally } of changes) {
          const detail = { ...tally, dislike: Number(dislikeOf(tally).toFixed(3)) };
          await changeRest(trx, { imageId, to, actor: byVotes, detail, now });
        }
      }),
  };
}

/** Those that rest, with what was voted since they were woken last; the longest first. */
export async function restingImages(db: Db): Promise<readonly RestingImage[]> {
  const rows = await shown(db)
    .select(['id', 'resting_since'])
    .where('resting_since', 'is not', null)
    .orderBy('resting_since')
    .orderBy('id')
    .execute();
  const voted = rows.length === 0 ? [] : await tallies(db, 1);
  const found = new Map(voted.map(({ imageId, tally }) => [imageId, tally]));
  return rows.map(({ id, resting_since }) => ({
    ...{ imageId: id, resting: true, since: Number(resting_since) },
    tally: found.get(id) ?? { up: 0, down: 0, accounts: 0 },
  }));
}

/** Of a change of one picture; false when it was so already. */
export async function changeRest(
  trx: Trx,
  change: {
    readonly imageId: string;
    readonly to: 'rest' | 'wake';
    readonly actor: string;
    readonly detail: object | null;
    readonly now: number;
  },
): Promise<boolean> {
  const { imageId, to, actor, detail, now } = change;
  const { numUpdatedRows } = await trx
    .updateTable('images')
    .set({ resting_since: to === 'rest' ? now : null })
    .where('id', '=', imageId)
    .where('resting_since', to === 'rest' ? 'is' : 'is not', null)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) return false;
  const row = { at: now, actor, action: `image.${to}`, subject: imageId };
  const text = detail === null ? null : JSON.stringify(detail);
  await trx
    .insertInto('audit')
    .values({ ...row, detail: text })
    .execute();
  await recordChanges(trx, [{ kind: 'image', subject: imageId }], now);
  return true;
}

const shown = (db: Db) =>
  db.selectFrom('images').where('approved_at', 'is not', null).where('deleted_at', 'is', null);

/** Of each voter (account and `sub_id`) the newest vote counts, and none from before it was woken. */
async function tallies(db: Db, leastVotes: number): Promise<readonly VotedImage[]> {
  const newest = db
    .selectFrom('votes')
    .select(({ fn }) => fn.max('id').as('id'))
    .groupBy(['account_id', 'image_id', 'sub_id']);
  const woken = db
    .selectFrom('audit')
    .select(({ fn }) => ['subject', fn.max('at').as('woken_at')])
    .where('action', '=', 'image.wake')
    .where('actor', '<>', byVotes)
    .groupBy('subject');
  const rows = await db
    .selectFrom('votes')
    .innerJoin('images', 'images.id', 'votes.image_id')
    .leftJoin(woken.as('woken'), 'woken.subject', 'votes.image_id')
    .select(({ fn, eb }) => [
      'votes.image_id',
      'images.resting_since',
      fn.countAll<number>().as('votes'),
      fn.sum<number>(eb.case().when('votes.value', '>', 0).then(1).else(0).end()).as('up'),
      fn.count<number>('votes.account_id').distinct().as('accounts'),
    ])
    .where('votes.id', 'in', newest)
    .where('images.approved_at', 'is not', null)
    .where('images.deleted_at', 'is', null)
    .where(({ eb, or, ref }) =>
      or([eb('woken.woken_at', 'is', null), eb('votes.created_at', '>', ref('woken.woken_at'))]),
    )
    .groupBy(['votes.image_id', 'images.resting_since'])
    .having(({ fn }) => fn.countAll(), '>=', leastVotes)
    .execute();
  return rows.map((row) => {
    const up = Number(row.up);
    return {
      ...{ imageId: row.image_id, resting: row.resting_since !== null },
      tally: { up, down: Number(row.votes) - up, accounts: Number(row.accounts) },
    };
  });
}
