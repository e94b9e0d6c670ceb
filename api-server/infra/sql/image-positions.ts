import { randomInt } from 'node:crypto';
import type { Db } from './tables.js';

const lowestPosition = -2_147_483_647;

/** The place after all approved pictures. To be asked in the transaction that takes it. */
export async function nextPosition(trx: Db): Promise<number> {
  const row = await trx
    .selectFrom('images')
    .select(({ fn }) => fn.max('position').as('last'))
    .executeTakeFirst();
  return Math.max(0, Number(row?.last ?? 0)) + 1;
}

/** A place for what the public does not see. Random, so it is hardly ever taken: then another one is asked for. */
export function hiddenPosition(): number {
  return randomInt(lowestPosition, 0);
}
