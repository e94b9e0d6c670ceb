/** The word most like what was typed, for "Did you mean"; undefined when none is near. */
export function nearest(typed: string, words: readonly string[]): string | undefined {
  const wanted = comparable(typed);
  const ranked = words
    .map((word) => ({ word, wrong: difference(wanted, comparable(word)) }))
    // At most two letters in five: more is another word, not a slip.
    .filter(({ wrong }) => wrong <= 0.4)
    .sort((a, b) => a.wrong - b.wrong);
  return ranked[0]?.word;
}

/** What a placeholder is called makes no route another one. */
function comparable(text: string): string {
  return text.toLowerCase().replace(/\{[^{}]*\}/g, '{}');
}

/**
 * Share of letters that differ, from the first part on that is another: that both routes begin with
 * `GET /v1/` makes them no more alike.
 */
function difference(a: string, b: string): number {
  let same = 0;
  while (same < a.length && a[same] === b[same]) same += 1;
  const shared = a.slice(0, same);
  const from = Math.max(shared.lastIndexOf('/'), shared.lastIndexOf(' ')) + 1;
  const length = Math.max(a.length, b.length) - from;
  return length === 0 ? 0 : editDistance(a.slice(from), b.slice(from)) / length;
}

/** Letters to insert, remove or replace (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
