import type { Ask } from '../../http/binding.js';
import { emptyReply, jsonReply, notFound, type Reply, textReply } from '../../http/reply.js';
import type { TimeTexts } from '../../http/time-texts.js';
import type { ImageIndex } from './image-index.js';
import { imageQueryOf } from './image-query.js';
import type { ImageRows } from './image-row.js';
import type { SearchQuery } from './schemas.js';
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

  async image(id: string): Promise<Reply> {
    const [record] = await this.#store.byIds([id]);
    return record ? jsonReply(this.#memory.rows.single(record)) : noSuchImage(id);
  }

  async analysis(id: string): Promise<Reply> {
    const document = await this.#store.analysis(id);
    return jsonReply(document ? JSON.stringify([document]) : '[]');
  }

  searchIndex(ask: Ask<unknown, SearchQuery>): Reply {
    const { images, rows } = this.#memory;
    const asked = imageQueryOf(ask);
    const { images: found, total } = images.find(asked);
    const { format, include_breeds: breeds, include_categories: categories } = ask.query;
    if (format === 'src') return this.#redirect(found[0]?.record);
    const everything = breeds && categories;
    const texts = found.map((image) => {
      if (!ask.keyed) return image.row;
      if (everything) return images.keyedRow(image);
      return rows.keyed(image.record, { breeds, categories });
    });
    return searchReply(texts, this.#times.http(), { ...asked, total });
  }

  async searchStore(ask: Ask<unknown, SearchQuery>): Promise<Reply> {
    const { rows } = this.#memory;
    const asked = imageQueryOf(ask);
    const { rows: found, total } = await this.#store.search(asked);
    const { format, include_breeds: breeds, include_categories: categories } = ask.query;
    if (format === 'src') return this.#redirect(found[0]);
    const texts = found.map((record) =>
      ask.keyed ? rows.keyed(record, { breeds, categories }) : rows.keyless(record),
    );
    return searchReply(texts, this.#times.http(), { ...asked, total });
  }

  #redirect(image: ImageRecord | undefined): Reply {
    if (!image) return notFound;
    const headers = uncacheable(this.#times.http());
    return emptyReply(302, [...headers, 'Location', this.#memory.rows.url(image)]);
  }
}
