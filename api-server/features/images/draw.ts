/**
 * Draws `count` of `items`, all orders equally likely and none twice. Costs as much as is drawn,
 * not as there is to draw from (Floyd's sampling, then shuffled).
 */
export function draw<T>(items: readonly T[], count: number, random: () => number): T[] {
  const size = items.length;
  const places = new Set<number>();
  for (let last = Math.max(0, size - count); last < size; last += 1) {
    const place = Math.floor(random() * (last + 1));
    places.add(places.has(place) ? last : place);
  }
  return shuffle(
    [...places].flatMap((place) => items[place] ?? []),
    random,
  );
}

function shuffle<T>(items: T[], random: () => number): T[] {
  for (let last = items.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    const moved = items[last] as T;
    items[last] = items[other] as T;
    items[other] = moved;
  }
  return items;
}
