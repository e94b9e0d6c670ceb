import { expect, it } from 'vitest';
import { firstIdSince } from './first-id-since.js';

const hour = 3_600_000;

/** A table of rows, and how often it was looked at. */
function table(rows: readonly { readonly id: number; readonly createdAt: number }[]) {
  const looks: number[] = [];
  const next = async (id: number) => {
    looks.push(id);
    return rows.find((row) => row.id >= id);
  };
  return { looks, first: (since: number) => firstIdSince(next, rows.at(-1)?.id ?? 0, since) };
}

it('finds where the rows since a time begin among rows of which many are gone, by few looks', async () => {
  const rows = Array.from({ length: 4000 }, (_, at) => ({
    id: at * (at < 2000 ? 7 : 1_000_000),
    createdAt: at * hour,
  }));
  const { first, looks } = table(rows);
  // An hour more is read: rows come a little out of order.
  for (const at of [1, 900, 2500, 3999]) {
    const from = await first(at * hour);
    expect([from > (rows[at - 2]?.id ?? -1), from <= (rows[at - 1]?.id ?? -1)]).toEqual([
      true,
      true,
    ]);
  }
  expect(looks.length).toBeLessThanOrEqual(4 * 32);
});

it('leaves out no row that came into the table after younger ones', async () => {
  const order = [0, 5, 6.2, 5.9, 6.4, 5.5, 6.1, 7, 6.5, 8];
  const { first } = table(order.map((at, id) => ({ id, createdAt: at * hour })));
  expect(await first(6 * hour)).toBeLessThanOrEqual(2);
});

it('reads everything where everything is younger, and nothing twice where nothing is there', async () => {
  const young = table([{ id: 3, createdAt: hour }]);
  expect(await young.first(hour)).toBeLessThanOrEqual(3);
  const none = table([]);
  expect([await none.first(hour), none.looks]).toEqual([0, []]);
});
