import type { Ask } from '../../http/binding.js';
import {
  emptyReply,
  jsonReply,
  notFound,
  type Reply,
  textReply,
  type WireText,
} from '../../http/reply.js';
import type { TimeTexts } from '../../http/time-texts.js';
import type { ImageIndex, IndexedImage } from './image-index.js';
import type { PreparedSearch } from './image-query.js';
import type { ImageRows } from './image-row.js';
import type { PictureSize } from './renditions.js';
import { searchReply, uncacheable } from './search-reply.js';
import type { ImageRecord, ImageStore } from './store.js';

/** The exact text for an id that is no picture's. */
export function noSuchImage(id: string): Reply {
  return textReply(400, `Couldn't find an image matching the passed 'id' of ${id}`);
}

/** What is known of pictures without asking the database. */
export interface ImageMemory {
  readonly images: ImageIndex;
  readonly rows: ImageRows;
}

/** The row of somebody with a key, made ahead in the form that is usual. */
export function keyedRow(
  { images, rows }: ImageMemory,
  image: IndexedImage,
  { isUsual, fields, size }: PreparedSearch,
): WireText {
  return isUsual ? images.keyedRow(image) : rows.keyed(image.record, fields, size);
}

/** Answers everything that is asked about pictures. */
export class ImageService {
  readonly #store: ImageStore;
  readonly #memory: ImageMemory;
  readonly #times: TimeTexts;

  constructor(store: ImageStore, memory: ImageMemory, times: TimeTexts) {
    this.#store = store;
    this.#memory = memory;
    this.#times = times;
  }

  /** The refusal for an id that does not exist: random ids cost no query. */
  unknown(id: string): Reply | undefined {
    return this.#memory.images.get(id) ? undefined : noSuchImage(id);
  }

  async image(id: string, size: PictureSize): Promise<Reply> {
    const [record] = await this.#store.byIds([id]);
    return record ? jsonReply(this.#memory.rows.single(record, size)) : noSuchImage(id);
  }

  breedsIndex(id: string): Reply {
    const image = this.#memory.images.get(id);
    return image ? jsonReply(`[${this.#memory.rows.breeds(image.record)}]`) : noSuchImage(id);
  }

  async breedsStore(id: string): Promise<Reply> {
    const [record] = await this.#store.byIds([id]);
    return record ? jsonReply(`[${this.#memory.rows.breeds(record)}]`) : noSuchImage(id);
  }

  async analysis(id: string): Promise<Reply> {
    const document = await this.#store.analysis(id);
    return jsonReply(document ? JSON.stringify([document]) : '[]');
  }

  searchIndex({ keyed, query }: Ask<unknown, PreparedSearch>): Reply {
    const { images } = this.#memory;
    const asked = keyed ? query.keyed : query.keyless;
    const found = images.find(asked);
    if (query.redirects) return this.#redirect(found.images[0]?.record, query.size);
    const rows: WireText[] = [];
    for (const image of found.images) {
      rows.push(keyed ? keyedRow(this.#memory, image, query) : this.#keylessRow(image, query.size));
    }
    return searchReply(rows, this.#times.http(), asked, found.total);
  }

  async searchStore({ keyed, query }: Ask<unknown, PreparedSearch>): Promise<Reply> {
    const { rows } = this.#memory;
    const asked = keyed ? query.keyed : query.keyless;
    const found = await this.#store.search(asked);
    if (query.redirects) return this.#redirect(found.rows[0], query.size);
    const texts = found.rows.map((record) =>
      keyed ? rows.keyed(record, query.fields, query.size) : rows.keyless(record, query.size),
    );
    return searchReply(texts, this.#times.http(), asked, found.total);
  }

  #keylessRow({ row, record }: IndexedImage, size: PictureSize): WireText {
    return size === 'full' ? row : this.#memory.rows.keyless(record, size);
  }

  #redirect(image: ImageRecord | undefined, size: PictureSize): Reply {
    if (!image) return notFound;
    const headers = uncacheable(this.#times.http());
    return emptyReply(302, [...headers, 'Location', this.#memory.rows.url(image, size)]);
  }
}
