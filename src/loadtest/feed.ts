/**
 * In what order a feed gives its values: in turn, evenly at random, the first values most often, or
 * each at most once in a run.
 */
export type Pick = 'sequential' | 'random' | 'zipf' | 'unique';

/** Values of a scenario, as its file says where they come from. */
export type Feed = FeedSource & {
  readonly pick: Pick;
  /** Another seed draws otherwise. */
  readonly seed: number;
};

export type FeedSource =
  | { readonly kind: 'list'; readonly values: readonly string[] }
  /** Values in one text, with commas in between. */
  | { readonly kind: 'words'; readonly text: string }
  /** A field of the items the target answers with, asked once before the run. */
  | {
      readonly kind: 'target';
      /** Path of the target; `{feed}` is the first value of that feed. Holds secrets. */
      readonly path: string;
      /** The path as the scenario has it, for messages. */
      readonly written: string;
      readonly field: string;
      /** Takes at most this many values. */
      readonly count: number;
    }
  | {
      readonly kind: 'file';
      readonly format: 'csv' | 'json';
      /** As written: relative to the scenario's own file. */
      readonly file: string;
      /** Column or field; null takes the first column, or the values themselves. */
      readonly field: string | null;
    }
  /** Whole numbers, both ends included. */
  | { readonly kind: 'sequence'; readonly from: number; readonly to: number; readonly step: number }
  | { readonly kind: 'random'; readonly from: number; readonly to: number; readonly count: number };

/** How many values a feed gives at most, before anything outside is asked; null when only a file knows. */
export function feedSize(feed: Feed): number | null {
  switch (feed.kind) {
    case 'list':
      return feed.values.length;
    case 'words':
      return wordsOf(feed.text).length;
    case 'target':
    case 'random':
      return feed.count;
    case 'sequence':
      return Math.floor((feed.to - feed.from) / feed.step) + 1;
    case 'file':
      return null;
  }
}

/** The words of a text with commas in between. */
export function wordsOf(text: string): string[] {
  return text.split(',').flatMap((word) => word.trim() || []);
}
