/** Severities as a setting names them. */
export const levels = ['sev1', 'sev2', 'sev3', 'sev4'] as const;

/** Pairs of `sev1=…,sev2=…`, or of the JSON object of a config file; unchecked. */
export function pairsOf(text: string): (readonly [string, string])[] {
  if (text.trimStart().startsWith('{')) {
    return Object.entries(JSON.parse(text) as Record<string, unknown>).map(
      ([level, wakes]) => [level, String(wakes)] as const,
    );
  }
  return text.split(',').map((pair) => {
    const [level = '', word = ''] = pair.split('=', 2).map((part) => part.trim());
    return [level, word] as const;
  });
}
