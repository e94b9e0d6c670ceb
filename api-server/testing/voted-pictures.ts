import type { Db } from '../infra/sql/tables.js';

/** Approved pictures `pic1`, `pic2` and so on. */
export async function addPictures(db: Db, count: number): Promise<void> {
  const rows = Array.from({ length: count }, (_, at) => ({
    ...{ id: `pic${at + 1}`, extension: 'jpg' as const, width: 1, height: 1, position: at + 1 },
    ...{ original_filename: null, created_at: 1, approved_at: 1 },
  }));
  await db.insertInto('images').values(rows).execute();
}

/** Votes of so many people, of three accounts in turn, each with a `sub_id` of its own. */
export async function addVotes(
  db: Db,
  imageId: string,
  { up, down, at }: { readonly up: number; readonly down: number; readonly at: number },
): Promise<void> {
  const rows = Array.from({ length: up + down }, (_, voter) => ({
    ...{ account_id: `acc${voter % 3}`, sub_id: `person${voter}`, image_id: imageId },
    ...{ value: voter < up ? 1 : voter % 2 === 0 ? 0 : -1, created_at: at },
  }));
  await db.insertInto('votes').values(rows).execute();
}
