import { escapeHtml } from '../platform/escape-html.js';
import { printable } from '../platform/terminal-text.js';
import type { Block, Cell, Table } from './blocks.js';

const style = `
:root { color-scheme: light dark; }
body { font: 1rem/1.55 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; font-size: .92rem; }
caption { text-align: left; font-weight: 600; padding: .3rem 0; }
th, td { border: 1px solid #8886; padding: .35rem .55rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
thead th { background: #8882; }
code { font-family: ui-monospace, monospace; }
p, li { overflow-wrap: anywhere; }
.wide { overflow-x: auto; }
.wide th, .wide td { overflow-wrap: normal; }
.wide th[scope=row] { font-weight: 400; min-width: 9rem; overflow-wrap: anywhere; }
.figure { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
th.figure { white-space: normal; }
summary { cursor: pointer; padding: .3rem 0; overflow-wrap: anywhere; }
figure { margin: 2rem 0; }
figure .wide[role] { max-height: 20rem; overflow: auto; }
figure svg { min-width: 32rem; }
figure caption { position: absolute; clip-path: inset(50%); }
figure th, figure td { padding: .1rem .55rem; }
figure .wide th[scope=row] { min-width: 0; }
@media screen and (min-width: 64rem) {
  figure { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: 0 1.5rem; align-items: start; }
  figure h3 { grid-column: 1 / -1; margin: 0; }
  figure table { margin: 0; }
}
@media print {
  .wide th, .wide td { font-size: .8rem; padding: .25rem .4rem; }
  figure { break-inside: avoid; }
  figure svg { min-width: 0; width: 100%; }
  figure table { font-size: .62rem; line-height: 1.2; margin: 0; }
  figure .wide th, figure .wide td { font-size: inherit; padding: 0 .4rem; }
  figure .wide[role] { max-height: none; overflow: visible; }
}
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

function tableHtml({ caption, head, rows, figuresFrom = Infinity, scrolls }: Table): string {
  const figure = (index: number): string => (index >= figuresFrom ? ' class="figure"' : '');
  const columns = head.map((text, at) => `<th scope="col"${figure(at)}>${inlineHtml(text)}</th>`);
  const lines = rows.map((row) => {
    const [first = '', ...rest] = row.map(cellHtml);
    const cells = rest.map((cell, index) => `<td${figure(index + 1)}>${cell}</td>`);
    return `<tr><th scope="row">${first}</th>${cells.join('')}</tr>`;
  });
  const html = `<table>
<caption>${inlineHtml(caption)}</caption>
<thead><tr>${columns.join('')}</tr></thead>
<tbody>
${lines.join('\n')}
</tbody>
</table>`;
  // Figures are not broken over lines, so a wide table moves under the finger, and under the keys.
  if (figuresFrom >= head.length && !scrolls) return html;
  return `<div class="wide" role="region" tabindex="0" aria-label="${inlineHtml(caption)}">${html}</div>`;
}

/** A drawing with the same as a table beside it. The drawing is SVG of ours, escaped already. */
export function figureHtml(svg: string, table: Table): string {
  return `<figure>
<h3>${inlineHtml(table.caption)}</h3>
<div class="wide">${svg}</div>
${tableHtml(table)}
</figure>`;
}

/** Parts that fold away behind a line of text, which takes no script. Parts are HTML already. */
export function detailsHtml(summary: string, parts: readonly string[], open: boolean): string {
  return `<details${open ? ' open' : ''}>
<summary>${inlineHtml(summary)}</summary>
${parts.join('\n')}
</details>`;
}

function cellHtml(cell: Cell): string {
  if (typeof cell === 'string') return inlineHtml(cell);
  const url = cell.url === null ? '' : printable(cell.url).trim();
  const text = cell.strong ? `<strong>${inlineHtml(cell.text)}</strong>` : inlineHtml(cell.text);
  if (!/^https?:\/\/[^\s]+$/i.test(url)) return text;
  return `<a href="${escapeHtml(url)}">${text}</a>`;
}

/** A text as one line of HTML. */
function inlineHtml(text: string): string {
  return escapeHtml(printable(text));
}
