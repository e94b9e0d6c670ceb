import { printable } from '../platform/terminal-text.js';
import type { Block, Cell, Table } from './blocks.js';
import { escapeHtml } from './escape-html.js';

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
 * One HTML page that needs nothing else: no script, no font, no image, no request; the policy in
 * its head holds a browser to that. `parts` are HTML already, the title is plain text.
 */
export function htmlPage(title: string, parts: readonly string[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>${inlineHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
${parts.join('\n')}
</main>
</body>
</html>
`;
}

/** A part as HTML, every text escaped. */
export function blockHtml(block: Block): string {
  switch (block.kind) {
    case 'title':
      return `<h1>${inlineHtml(block.text)}</h1>`;
    case 'heading':
      return `<h${block.level}>${inlineHtml(block.text)}</h${block.level}>`;
    case 'paragraph':
      return `<p>${inlineHtml(block.text)}</p>`;
    case 'list':
      return `<ul>\n${block.items.map((item) => `<li>${cellHtml(item)}</li>`).join('\n')}\n</ul>`;
    case 'table':
      return tableHtml(block);
  }
}

function tableHtml({ caption, head, rows }: Table): string {
  const columns = head.map((text) => `<th scope="col">${inlineHtml(text)}</th>`).join('');
  const lines = rows.map((row) => {
    const [first = '', ...rest] = row.map(cellHtml);
    return `<tr><th scope="row">${first}</th>${rest.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
  });
  return `<table>
<caption>${inlineHtml(caption)}</caption>
<thead><tr>${columns}</tr></thead>
<tbody>
${lines.join('\n')}
</tbody>
</table>`;
}

function cellHtml(cell: Cell): string {
  if (typeof cell === 'string') return inlineHtml(cell);
  const url = cell.url === null ? '' : printable(cell.url).trim();
  if (!/^https?:\/\/[^\s]+$/i.test(url)) return inlineHtml(cell.text);
  return `<a href="${escapeHtml(url)}">${inlineHtml(cell.text)}</a>`;
}

/** A text as one line of HTML. */
function inlineHtml(text: string): string {
  return escapeHtml(printable(text));
}
