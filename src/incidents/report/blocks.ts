/** Plain text, or a link around it. Escaped by whoever renders it. */
export type Cell = string | { readonly text: string; readonly url: string | null };

/** A part of a report, before it is Markdown or HTML. */
export type Block =
  | { readonly kind: 'title'; readonly text: string }
  | { readonly kind: 'heading'; readonly level: 2 | 3; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly Cell[] }
  | {
      readonly kind: 'table';
      /** What the table shows, for those who hear it read. */
      readonly caption: string;
      readonly head: readonly string[];
      readonly rows: readonly (readonly Cell[])[];
    }
  /** A section that belongs to people; the body is what it holds while nobody wrote in it. */
  | { readonly kind: 'human'; readonly section: string; readonly body: string };
