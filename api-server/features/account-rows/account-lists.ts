import * as z from 'zod';
import { flag, integer, text, word } from '../../http/parameters.js';
import { jsonReply, paginationHeaders, type Reply } from '../../http/reply.js';
import type { ImageIndex, ImageRows, PictureSize } from '../images/index.js';

/** Orders in which the rows of an account are listed, by their id. */
export type RowOrder = 'asc' | 'desc';

const orders = { asc: 'asc', desc: 'desc' } as const;

/** Parameters of a list of votes or favourites. A larger limit is lowered, not refused. */
export const accountListQuery = z.object({
  sub_id: text({
    description: 'Only those of this sub_id; empty: only those without one',
    example: 'user-7',
  }).optional(),
  limit: integer({
    ...{ min: 1, max: 1000 },
    description: 'Rows asked for, 1000 at most',
    example: 10,
  }).default(100),
  page: integer({ min: 0, description: 'Page, from 0', example: 0 }).default(0),
  order: word(orders, {
    shown: ['ASC', 'DESC'],
    description: 'Oldest or newest first',
    example: 'DESC',
  }).default('asc'),
  attach_image: flag({
    description: 'Show the picture, where there is one',
    example: true,
  }).default(true),
});

export type AccountListQuery = z.output<typeof accountListQuery>;

/** What is asked of the rows of one account. */
export interface AccountListAsk {
  readonly accountId: string;
  /** Null: only those without one; undefined: all. */
  readonly subId: string | null | undefined;
  readonly order: RowOrder;
  readonly limit: number;
  readonly page: number;
}

/** One page, and how many rows there are on all of them. */
export interface AccountPage<Row> {
  readonly rows: readonly Row[];
  readonly total: number;
}

/** What lists of an account's rows have in common. */
export interface ListDeps {
  /** The picture a row is about. */
  readonly imageOf: (id: string, size?: PictureSize) => AttachedImage;
  /** Most rows on a page. */
  readonly longestPage: number;
}

export function toListAsk(
  accountId: string,
  query: AccountListQuery,
  { longestPage }: ListDeps,
): AccountListAsk {
  const { sub_id, order, page } = query;
  const limit = Math.min(query.limit, longestPage);
  return { accountId, subId: sub_id === '' ? null : sub_id, order, limit, page };
}

/** A page as it is answered. */
export function pageReply<Row>(
  { rows, total }: AccountPage<Row>,
  { page, limit }: AccountListAsk,
  toJson: (row: Row) => object,
): Reply {
  return jsonReply(JSON.stringify(rows.map(toJson)), paginationHeaders(total, page, limit));
}

/** The picture a row is about, as far as the public may see it. Any text may stand for its id. */
export type AttachedImage = { readonly id: string; readonly url: string } | Record<string, never>;

/** Finds the picture of a row in the index. */
export function attachImages(images: ImageIndex, rows: ImageRows) {
  return (id: string, size?: PictureSize): AttachedImage => {
    const found = images.get(id);
    return found ? { id, url: rows.url(found.record, size) } : {};
  };
}

/** The id in a path; undefined when no row can have it. */
export function readRowId(text: string): number | undefined {
  const id = Number(text);
  return /^\d{1,16}$/.test(text) && Number.isSafeInteger(id) ? id : undefined;
}

/** A time as rows show it: to the second. */
export function secondText(ms: number): string {
  return new Date(Math.floor(ms / 1000) * 1000).toISOString();
}
