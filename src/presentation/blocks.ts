/** Plain text, or a link around it, or stressed. Escaped by whoever renders it. */
export type Cell =
  | string
  | { readonly text: string; readonly url: string | null; readonly strong?: boolean };

/** A part of a document, before it is Markdown or HTML. */
export type Block =
  | { readonly kind: 'title'; readonly text: string }
  | { readonly kind: 'heading'; readonly level: 2 | 3; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly Cell[] }
  | Table;

export interface Table {
  readonly kind: 'table';
  /** What the table shows, for those who hear it read. */
  readonly caption: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** Columns of figures from this one on: aligned at the right, never broken. None when absent. */
  readonly figuresFrom?: number;
  /** Wider than its page it is moved sideways, where others break their words; as one of figures. */
  readonly scrolls?: true;
}
