import type { ExpressionBuilder } from 'kysely';
import type { Tables } from './tables.js';

/** Rows whose id is only reserved: a picture that was removed has a review, whatever it says. */
export function isReserved({ and, eb }: ExpressionBuilder<Tables, 'images'>) {
  return and([
    eb('account_id', 'is not', null),
    eb('review', 'is', null),
    eb('deleted_at', 'is not', null),
  ]);
}
