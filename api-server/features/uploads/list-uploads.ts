import type { AccountAsk } from '../../http/binding.js';
import {
  emptyReply,
  jsonReply,
  notFound,
  paginationHeaders,
  type Reply,
} from '../../http/reply.js';
import { secondText } from '../account-rows/index.js';
import {
  filterOf,
  type ImageRows,
  type MarkStores,
  marksOn,
  type OwnQuery,
  type PictureSize,
  subIdOf,
} from '../images/index.js';
import type { Upload, UploadStore } from './store.js';

/** What listing uploads needs. */
export interface ListDeps extends MarkStores {
  readonly uploads: Pick<UploadStore, 'list'>;
  readonly rows: ImageRows;
  readonly longestPage: number;
}

/** A page of an account's uploads, with its votes and favourites of the `sub_id` asked for. */
export async function listUploads(
  deps: ListDeps,
  { accountId, query }: AccountAsk<unknown, OwnQuery>,
): Promise<Reply> {
  const { order, page } = query;
  const isRedirect = query.format === 'src';
  const limit = isRedirect ? 1 : Math.min(query.limit, deps.longestPage);
  const subId = subIdOf(query.sub_id);
  // There is nobody else among an account's own.
  const isOther = query.user_id !== undefined && query.user_id !== accountId;
  const { rows, total } = isOther
    ? { rows: [], total: 0 }
    : await deps.uploads.list({
        ...{ accountId, filter: filterOf(query), subId, order, limit, page },
        originalFilename: query.original_filename,
      });
  if (isRedirect) return redirect(deps.rows, query.size, rows[0]);
  const isMarked = subId !== undefined;
  const marks = await marksOn(deps, {
    ...{ accountId, subId: subId ?? null, imageIds: rows.map(({ id }) => id) },
    ...{ votes: isMarked, favourites: isMarked },
  });
  const json = rows.map((upload) => `${show(deps.rows, upload, query.size)}${marks(upload.id)}}`);
  const pages = order === 'random' ? [] : paginationHeaders(total, page, limit);
  return jsonReply(`[${json.join(',')}]`, pages);
}

function redirect(rows: ImageRows, size: PictureSize, upload: Upload | undefined): Reply {
  return upload ? emptyReply(302, ['Location', rows.url(upload, size)]) : notFound;
}

/** One upload as JSON, without its last brace. */
function show(rows: ImageRows, upload: Upload, size: PictureSize): string {
  const { id, width, height, subId, createdAt, originalFilename, breedIds } = upload;
  const categories = rows.categories(upload);
  const rest = JSON.stringify({
    ...{ id, url: rows.url(upload, size), width, height, sub_id: subId },
    ...{ created_at: secondText(createdAt), original_filename: originalFilename },
    breed_ids: breedIds.length > 0 ? breedIds.join(',') : null,
  });
  const more = categories === '' ? '' : `"categories":[${categories}],`;
  return `{"breeds":[${rows.breeds(upload)}],${more}${rest.slice(1, -1)}`;
}
