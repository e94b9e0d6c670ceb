/** A row of a table whose ids ascend about as time does. */
interface Row {
  readonly id: number;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** Rows come into a table out of order, by clocks of several servers, by less than this. */
const disorderMs = 3_600_000;

/**
 * From which id on a table must be read for all that was made since that time, where it has no index on
 * time. Finds it by looking at 32 rows of four billion; `next` gives the first row from an id on.
 */
export async function firstIdSince(
  next: (id: number) => Promise<Row | undefined>,
  lastId: number,
  since: number,
): Promise<number> {
  let [low, high] = [0, lastId];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const row = await next(middle);
    if (row && row.createdAt < since - disorderMs) low = row.id + 1;
    else high = middle;
  }
  return low;
}
