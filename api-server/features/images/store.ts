import type { RenditionName } from './renditions.js';

export type { RenditionName };

/** A picture that the public may see. */
export interface ImageRecord {
  readonly id: string;
  readonly extension: 'jpg' | 'png' | 'gif';
  readonly width: number;
  readonly height: number;
  /** The smaller copies that are made of it. */
  readonly renditions: readonly RenditionName[];
  /** Place in the order of approval: what `order=ASC` sorts by. Unique, grows. */
  readonly position: number;
  readonly breedIds: readonly string[];
  readonly categoryIds: readonly number[];
  /** The account that uploaded it; null when it came with the seed. */
  readonly ownerId: string | null;
  /** Out of rotation because of its votes: it has its page, and no search finds it. */
  readonly resting: boolean;
}

/** What of a picture is shown, whether the public may see it or not. */
export type ShownImage = Omit<ImageRecord, 'position' | 'ownerId' | 'resting'>;

/** What the analysis of a picture found, in the recorded wire shape (an array element). */
export type AnalysisDocument = Readonly<Record<string, unknown>>;

/** Which pictures a search asks for. Ids within one list are alternatives; the lists add up. */
export interface ImageFilter {
  readonly breedIds?: readonly string[];
  readonly categoryIds?: readonly number[];
  readonly extensions?: readonly ImageRecord['extension'][];
  /** Only pictures with a breed. */
  readonly hasBreeds?: boolean;
}

export interface ImagePage {
  readonly rows: readonly ImageRecord[];
  /** Pictures that match, over all pages. */
  readonly total: number;
}

export type ImageOrder = 'random' | 'asc' | 'desc';

/**
 * Where searches are answered: the index in memory, or the store itself for a route without a
 * cache. `page` counts from 0 and means nothing for `random`; rows never repeat within one answer.
 */
export interface ImageSearcher {
  search(query: {
    filter: ImageFilter;
    order: ImageOrder;
    limit: number;
    page: number;
  }): Promise<ImagePage> | ImagePage;
}

/**
 * Pictures in the database. Every call asks the database; only approved pictures are seen,
 * and `search` finds none that rests.
 */
export interface ImageStore extends ImageSearcher {
  /** Every picture, by position. For building the index. */
  all(): Promise<readonly ImageRecord[]>;
  /** Those of the ids that exist. */
  byIds(ids: readonly string[]): Promise<readonly ImageRecord[]>;
  /** Undefined when the picture is unknown or not analysed yet. */
  analysis(id: string): Promise<AnalysisDocument | undefined>;
}
