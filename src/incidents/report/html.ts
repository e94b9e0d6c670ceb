import { printable } from '../../platform/terminal-text.js';
import type { Block, Cell } from './blocks.js';
import { escapeHtml } from './escape-html.js';
import { markdownToHtml } from './human-html.js';

const style = `
:root { color-scheme: light dark; }
body { font: 1rem/1.55 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; font-size: .92rem; }
caption { text-align: left; font-weight: 600; padding: .3rem 0; }
th, td { border: 1px solid #8886; padding: .35rem .55rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
thead th { background: #8882; }
code { font-family: ui-monospace, monospace; }
@media print { body { margin: 0; max-width: none; } }
`;

/**
 * Parts as one HTML page that needs nothing else: no script, no font, no image, no request; the
 * policy in its head holds a browser to that. `sections` are the human parts as they stand.
 */
export function renderHtml(
  blocks: readonly Block[],
  sections: ReadonlyMap<string, string>,
): string {
  const title = blocks.find(({ kind }) => kind === 'title');
  const name = title?.kind === 'title' ? title.text : 'Incident report';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>${inline(name)}</title>
<style>${style}</style>
</head>
<body>
<main>
${[...blocks, ...further(blocks, sections)].map((block) => blockHtml(block, sections)).join('\n')}
</main>
</body>
</html>
`;
}

/** Sections that people invented come last, as in the Markdown. */
function further(blocks: readonly Block[], sections: ReadonlyMap<string, string>): Block[] {
  const known = new Set(blocks.map((block) => (block.kind === 'human' ? block.section : '')));
  const names = [...sections.keys()].filter((name) => !known.has(name));
  if (names.length === 0) return [];
  return [
    { kind: 'heading', level: 2, text: 'Further notes' },
    ...names.map((section): Block => ({ kind: 'human', section, body: '' })),
  ];
}

function blockHtml(block: Block, sections: ReadonlyMap<string, string>): string {
  switch (block.kind) {
    case 'title':
      return `<h1>${inline(block.text)}</h1>`;
    case 'heading':
      return `<h${block.level}>${inline(block.text)}</h${block.level}>`;
    case 'paragraph':
      return `<p>${inline(block.text)}</p>`;
    case 'list':
      return `<ul>\n${block.items.map((item) => `<li>${cellHtml(item)}</li>`).join('\n')}\n</ul>`;
    case 'table':
      return tableHtml(block);
    case 'human':
      return markdownToHtml(sections.get(block.section) ?? block.body);
  }
}

function tableHtml({ caption, head, rows }: Extract<Block, { kind: 'table' }>): string {
  const columns = head.map((text) => `<th scope="col">${inline(text)}</th>`).join('');
  const lines = rows.map((row) => {
    const [first = '', ...rest] = row.map(cellHtml);
    return `<tr><th scope="row">${first}</th>${rest.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
  });
  return `<table>
<caption>${inline(caption)}</caption>
<thead><tr>${columns}</tr></thead>
<tbody>
${lines.join('\n')}
</tbody>
</table>`;
}

function cellHtml(cell: Cell): string {
  if (typeof cell === 'string') return inline(cell);
  const url = cell.url === null ? '' : printable(cell.url).trim();
  if (!/^https?:\/\/[^\s]+$/i.test(url)) return inline(cell.text);
  return `<a href="${escapeHtml(url)}">${inline(cell.text)}</a>`;
}

function inline(text: string): string {
  return escapeHtml(printable(text));
}
