const segments = new Intl.Segmenter('en', { granularity: 'grapheme' });
// East Asian wide and fullwidth blocks, and everything drawn as a picture, take two cells.
const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|\ufe0f/u;
const invisible = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;
// What most cells are made of, and what needs no segmenter.
const plain = /^[\u0020-\u007e]*$/;

/** Cells that a text takes on a terminal. Give it text without control characters. */
export function cellWidth(text: string): number {
  if (plain.test(text)) return text.length;
  let cells = 0;
  for (const { segment } of segments.segment(text)) cells += segmentWidth(segment);
  return cells;
}

function segmentWidth(segment: string): number {
  if (invisible.test(segment)) return 0;
  return wide.test(segment) ? 2 : 1;
}

/** The text in at most so many cells, ending in `…` when something was cut. */
export function fit(text: string, cells: number): string {
  if (cellWidth(text) <= cells) return text;
  return `${leading(text, cells - 1)}…`;
}

/** Like {@link fit}, cut in the middle: both ends of `GET /v1/images/{image_id}/analysis` tell. */
export function fitMiddle(text: string, cells: number): string {
  if (cellWidth(text) <= cells) return text;
  const end = Math.floor((cells - 1) / 2);
  const reversed = Array.from(segments.segment(text), ({ segment }) => segment).reverse();
  let tail = '';
  let used = 0;
  for (const segment of reversed) {
    used += segmentWidth(segment);
    if (used > end) break;
    tail = segment + tail;
  }
  return `${leading(text, cells - 1 - cellWidth(tail))}…${tail}`;
}

function leading(text: string, cells: number): string {
  let kept = '';
  let used = 0;
  for (const { segment } of segments.segment(text)) {
    used += segmentWidth(segment);
    if (used > cells) break;
    kept += segment;
  }
  return kept;
}

/** The text with spaces up to so many cells, on the side that `align` leaves free. */
export function pad(text: string, cells: number, align: 'left' | 'right' = 'left'): string {
  const space = ' '.repeat(Math.max(0, cells - cellWidth(text)));
  return align === 'right' ? `${space}${text}` : `${text}${space}`;
}
