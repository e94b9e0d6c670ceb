/** The word most like what was typed, for "Did you mean"; undefined when none is near. */
export function nearest(typed: string, words: readonly string[]): string | undefined {
  const wanted = typed.toLowerCase();
  const ranked = words
    .map((word) => {
      const length = Math.max(word.length, typed.length);
      return { word, wrong: editDistance(wanted, word.toLowerCase()) / length };
    })
    // At most two letters in five: more is another word, not a slip.
    .filter(({ wrong }) => wrong <= 0.4)
    .sort((a, b) => a.wrong - b.wrong);
  return ranked[0]?.word;
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
