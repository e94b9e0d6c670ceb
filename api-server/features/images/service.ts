import type { Ask } from '../../http/binding.js';
import {
  bodyReply,
  emptyReply,
  jsonReply,
  jsonType,
  notFound,
  paginationHeaders,
  type RawHeaders,
  type Reply,
  textReply,
  type WireText,
} from '../../http/reply.js';
import type { TimeTexts } from '../../http/time-texts.js';
import type { ImageIndex, ImageQuery } from './image-index.js';
import type { ImageRows } from './image-row.js';
import type { SearchQuery } from './schemas.js';
import type { ImageFilter, ImageRecord, ImageStore } from './store.js';

/** Most pictures in one answer, without and with a key. */
const searchCaps = { keyless: 10, keyed: 100 };

/** The exact text for an id that is no picture's. */
export function noSuchImage(id: string): Reply {
  return textReply(400, `Couldn't find an image matching the passed 'id' of ${id}`);
}

/** What is known of pictures without asking the database. */
export interface ImageMemory {
  readonly images: ImageIndex;
  readonly rows: ImageRows;
}

interface Chosen {
  readonly records: readonly ImageRecord[];
  readonly rows: readonly WireText[];
  readonly total: number;
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
    const asked = imageQueryOf(ask);
    const { images, total } = this.#memory.images.find(asked);
    const rows = images.map((image) => {
      if (!ask.keyed) return image.row;
      const { include_breeds: breeds, include_categories: categories } = ask.query;
      if (breeds && categories) return this.#memory.images.keyedRow(image);
      return this.#memory.rows.keyed(image.record, { breeds, categories });
    });
    return this.#found(ask, asked, { records: images.map(({ record }) => record), rows, total });
  }

  async searchStore(ask: Ask<unknown, SearchQuery>): Promise<Reply> {
    const asked = imageQueryOf(ask);
    const { rows: records, total } = await this.#store.search(asked);
    const { include_breeds: breeds, include_categories: categories } = ask.query;
    const rows = records.map((record) =>
      ask.keyed
        ? this.#memory.rows.keyed(record, { breeds, categories })
        : this.#memory.rows.keyless(record),
    );
    return this.#found(ask, asked, { records, rows, total });
  }

  #found(ask: Ask<unknown, SearchQuery>, asked: ImageQuery, chosen: Chosen): Reply {
    const [first] = chosen.records;
    if (ask.query.format === 'src') {
      if (!first) return notFound;
      return emptyReply(302, [...this.#uncacheable(), 'Location', this.#memory.rows.url(first)]);
    }
    const pages =
      asked.order === 'random' ? [] : paginationHeaders(chosen.total, asked.page, asked.limit);
    const headers = [...this.#uncacheable(), ...pages];
    const body = `[${chosen.rows.join(',')}]` as WireText;
    return bodyReply(200, jsonType, body, headers);
  }

  #uncacheable(): RawHeaders {
    return [
      ...['Expires', 'Tue, 03 Jul 2001 06:00:00 GMT'],
      ...['Last-Modified', this.#times.http()],
      ...['Cache-Control', 'post-check=0, pre-check=0'],
    ];
  }
}

/** Without a key every search is random, and no page of it means anything. */
function imageQueryOf({ keyed, query }: Ask<unknown, SearchQuery>): ImageQuery {
  const order = keyed ? query.order : 'random';
  const cap = keyed ? searchCaps.keyed : searchCaps.keyless;
  return {
    filter: filterOf(query),
    order,
    limit: query.format === 'src' ? 1 : Math.min(query.limit, cap),
    page: order === 'random' ? 0 : query.page,
  };
}

function filterOf(query: SearchQuery): ImageFilter {
  const breedIds = query.breed_ids ?? query.breed_id ?? [];
  const categoryIds = query.category_ids ?? query.category_id ?? [];
  return {
    ...(breedIds.length > 0 && { breedIds }),
    ...(categoryIds.length > 0 && { categoryIds }),
    ...(query.mime_types.length > 0 && { extensions: query.mime_types }),
    ...(query.has_breeds && { hasBreeds: true }),
  };
}
