/**
 * Draws `count` of `items`, all orders equally likely and none twice; all of them when there
 * are fewer. Costs as much as is drawn, not as there is to draw from.
 */
export function draw<T>(items: readonly T[], count: number, random: () => number): readonly T[] {
  return items.length >= 2 * count
    ? drawFew(items, count, random)
    : shuffle([...items], random).slice(0, count);
}

/** Draws again what was drawn before: with twice as many to draw from that is soon something new. */
function drawFew<T>(items: readonly T[], count: number, random: () => number): T[] {
  const drawn: T[] = [];
  while (drawn.length < count) {
    const item = items[Math.floor(random() * items.length)] as T;
    if (!isAmong(drawn, item)) drawn.push(item);
  }
  return drawn;
}

/** As `includes`, whose call costs more than looking through a handful. */
function isAmong<T>(drawn: readonly T[], item: T): boolean {
  for (let at = drawn.length - 1; at >= 0; at -= 1) if (drawn[at] === item) return true;
  return false;
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
