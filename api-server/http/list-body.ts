import type { ServerResponse } from 'node:http';

/** One row of a list: its JSON in bytes, and the comma after it. */
export type ListRow = Buffer & { readonly row: true };

/** Makes a row of JSON. */
export function listRow(json: string): ListRow {
  return Buffer.from(`${json},`) as ListRow;
}

const opening = '['.charCodeAt(0);
const closing = ']'.charCodeAt(0);
const usualBytes = 65_536;

/** How long the list of these rows is. */
export function listBytes(rows: readonly ListRow[]): number {
  let bytes = rows.length === 0 ? 2 : 1;
  for (const row of rows) bytes += row.length;
  return bytes;
}

/**
 * Puts rows together to lists, in memory that is used again for the next one: new memory for every
 * list would cost more than the copying, and the garbage collector the most.
 */
export class ListWriter {
  #memory = Buffer.alloc(0);

  /** Ends a response with the list. */
  end(response: ServerResponse, rows: readonly ListRow[]): void {
    response.end(this.#write(rows));
    // Not all sent yet: the memory stays with this list.
    if (response.writableLength > 0) this.#memory = Buffer.alloc(0);
  }

  #write(rows: readonly ListRow[]): Buffer {
    const bytes = listBytes(rows);
    if (this.#memory.length < bytes) {
      this.#memory = Buffer.allocUnsafeSlow(Math.max(bytes, usualBytes));
    }
    const list = this.#memory;
    list[0] = opening;
    let end = 1;
    for (const row of rows) {
      list.set(row, end);
      end += row.length;
    }
    list[bytes - 1] = closing;
    return list.subarray(0, bytes);
  }
}
