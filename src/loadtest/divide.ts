/**
 * Divides a whole number by weights into whole numbers with exactly that sum: what is left after
 * rounding down goes to the largest remainders.
 */
export function divide(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  const exact = weights.map((weight) => (sum === 0 ? 0 : (total * weight) / sum));
  const parts = exact.map(Math.floor);
  const order = exact
    .map((value, index) => ({ index, remainder: value - Math.floor(value) }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  const left = sum === 0 ? 0 : total - parts.reduce((a, b) => a + b, 0);
  for (const { index } of order.slice(0, left)) parts[index] = (parts[index] ?? 0) + 1;
  return parts;
}

/**
 * Like {@link divide}, but each part gets at least its floor while the total allows; where it does
 * not, the small floors are met first, so that one that is very large leaves something for the rest.
 */
export function divideAbove(
  total: number,
  weights: readonly number[],
  floors: readonly number[],
): number[] {
  const reserved = floors.reduce((a, b) => a + b, 0);
  if (reserved > total) return fairShares(total, floors);
  const parts = divide(total, weights);
  const missing = parts.map((part, index) => Math.max(0, (floors[index] ?? 0) - part));
  const spare = parts.map((part, index) => Math.max(0, part - (floors[index] ?? 0)));
  const taken = divide(
    missing.reduce((a, b) => a + b, 0),
    spare,
  );
  return parts.map((part, index) => part + (missing[index] ?? 0) - (taken[index] ?? 0));
}

function fairShares(total: number, wanted: readonly number[]): number[] {
  const parts = wanted.map(() => 0);
  const order = wanted.map((want, index) => ({ want, index })).sort((a, b) => a.want - b.want);
  let left = total;
  for (const [taken, { want, index }] of order.entries()) {
    const share = Math.ceil(left / (order.length - taken));
    parts[index] = Math.min(want, share);
    left -= parts[index] ?? 0;
  }
  return parts;
}
