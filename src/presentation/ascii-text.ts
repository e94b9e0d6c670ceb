const plain: Readonly<Record<string, string>> = {
  '—': '-',
  '…': '~',
  '·': '.',
  '▲': '^',
  '▼': 'v',
  '±': '+-',
  '→': '->',
  '√': 'sqrt',
  '×': 'x',
  '’': "'",
};

/**
 * The text in ASCII alone: bars of sparklines become digits 1 to 8, our signs what looks like them,
 * every other character `?`. What stands in tables keeps its width.
 */
export function asciiText(text: string): string {
  return text.replace(/[^\n\u0020-\u007e]/gu, (sign) => {
    const level = '▁▂▃▄▅▆▇█'.indexOf(sign);
    return level === -1 ? (plain[sign] ?? '?') : String(level + 1);
  });
}
