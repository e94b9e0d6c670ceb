import type { Ask } from '../../http/binding.js';
import { jsonReply, privately, type Reply, type WireText } from '../../http/reply.js';
import type { TimeTexts } from '../../http/time-texts.js';
import type { UploadStore } from '../uploads/store.js';
import type { PreparedSearch } from './image-query.js';
import { type MarkStores, marksOn, subIdOf } from './marks.js';
import type { ImageQueryParams } from './schemas.js';
import { ownSearchReply } from './search-reply.js';
import { type ImageMemory, keyedRow, noSuchImage } from './service.js';
import { isUploadId } from './upload-id.js';

/** What is asked beside the pictures themselves. */
export interface OwnStores extends MarkStores {
  readonly uploads: Pick<UploadStore, 'find'>;
}

type OfImage = Ask<{ readonly image_id: string }, ImageQueryParams>;
type Answering = (() => Promise<Reply>) | undefined;

/**
 * Answers accounts what is their own: pictures they uploaded, which may wait for approval, and what
 * they said of any. Nothing of it is ever kept.
 */
export class OwnImages {
  readonly #stores: OwnStores;
  readonly #memory: ImageMemory;
  readonly #times: TimeTexts;

  constructor(stores: OwnStores, memory: ImageMemory, times: TimeTexts) {
    this.#stores = stores;
    this.#memory = memory;
    this.#times = times;
  }

  /** Of a search with a `sub_id`. */
  search({ query }: Ask<unknown, PreparedSearch>, accountId: string): Answering {
    const { subId } = query;
    if (subId === undefined || query.redirects) return undefined;
    return async () => {
      const { images, total } = this.#memory.images.find(query.keyed);
      const imageIds = images.map(({ record }) => record.id);
      const ask = { accountId, subId, imageIds, votes: true, favourites: true };
      const marks = await marksOn(this.#stores, ask);
      const rows = images.map((image) => {
        const row = keyedRow(this.#memory, image, query);
        // Ids and numbers only, so it is the same in bytes.
        return `${row.slice(0, -1)}${marks(image.record.id)}}` as WireText;
      });
      return ownSearchReply(rows, this.#times.http(), query.keyed, total);
    };
  }

  /** Of an own picture, or of any with what the account said of it. */
  image({ params, query }: OfImage, accountId: string): Answering {
    const id = params.image_id;
    const record = this.#memory.images.get(id)?.record;
    const { include_vote: votes, include_favourite: favourites } = query;
    const mayBeOwn = this.#mayBeOwn(id, accountId);
    if (!mayBeOwn && !(record && (votes || favourites))) return undefined;
    return async () => {
      const upload = mayBeOwn ? await this.#stores.uploads.find({ accountId, id }) : undefined;
      const shown = mayBeOwn ? upload : record;
      if (!shown) return noSuchImage(id);
      const subId = subIdOf(query.sub_id) ?? null;
      const ask = { accountId, subId, imageIds: [id], votes, favourites };
      const marks = await marksOn(this.#stores, ask);
      const own = upload ? `,"sub_id":${JSON.stringify(upload.subId)}` : '';
      const json = this.#memory.rows.single(shown, query.size).slice(0, -1);
      return jsonReply(`${json}${own}${marks(id)}}`, privately);
    };
  }

  /** Of the breeds of an own picture that the public does not see. */
  breeds({ params }: Ask<{ readonly image_id: string }>, accountId: string): Answering {
    const id = params.image_id;
    if (this.#memory.images.get(id) || !this.#mayBeOwn(id, accountId)) return undefined;
    return async () => {
      const upload = await this.#stores.uploads.find({ accountId, id });
      if (!upload) return noSuchImage(id);
      return jsonReply(`[${this.#memory.rows.breeds(upload)}]`, privately);
    };
  }

  /** Of the analysis of an own picture that the public does not see: there is none yet. */
  analysis({ params }: Ask<{ readonly image_id: string }>, accountId: string): Answering {
    const id = params.image_id;
    if (this.#memory.images.get(id) || !this.#mayBeOwn(id, accountId)) return undefined;
    return async () => {
      const upload = await this.#stores.uploads.find({ accountId, id });
      return upload ? jsonReply('[]', privately) : noSuchImage(id);
    };
  }

  /** Whether it is worth a query: no text but one like an id can be that of a hidden upload. */
  #mayBeOwn(id: string, accountId: string): boolean {
    const image = this.#memory.images.get(id);
    return image ? image.record.ownerId === accountId : isUploadId(id);
  }
}
