import { escapeHtml } from '../../platform/escape-html.js';
import { printable } from '../../platform/terminal-text.js';

/**
 * The Markdown that people write in a report, as HTML: paragraphs, lists, headings, fenced code,
 * `code`, **bold**, *emphasis* and links to http and https. Everything else stays the text it is:
 * no HTML passes, no picture is loaded.
 */
export function markdownToHtml(markdown: string): string {
  const html: string[] = [];
  let rest = markdown.replaceAll('\r\n', '\n').split('\n');
  while (rest.length > 0) {
    const [html1, count] = nextBlock(rest);
    if (html1 !== '') html.push(html1);
    rest = rest.slice(count);
  }
  return html.join('\n');
}

const item = /^\s*(?:[-*+]|(\d+)[.)])\s+(.*)$/;
const headingLine = /^#{1,6}\s+(.*?)\s*#*$/;

/** The block that begins with the first line, and how many lines it takes. */
function nextBlock(lines: readonly string[]): [html: string, count: number] {
  const [first = ''] = lines;
  if (first.trim() === '') return ['', 1];
  if (/^\s*```/.test(first)) return fence(lines);
  const heading = headingLine.exec(first);
  if (heading) return [`<h4>${inline(String(heading[1]))}</h4>`, 1];
  if (item.test(first)) return list(lines);
  const end = lines.findIndex(
    (line, index) => index > 0 && (line.trim() === '' || item.test(line) || headingLine.test(line)),
  );
  const own = lines.slice(0, end === -1 ? lines.length : end);
  return [`<p>${inline(own.join(' '))}</p>`, own.length];
}

function fence(lines: readonly string[]): [string, number] {
  const end = lines.findIndex((line, index) => index > 0 && /^\s*```\s*$/.test(line));
  const own = lines.slice(1, end === -1 ? lines.length : end);
  const code = own.map((line) => escapeHtml(printable(line))).join('\n');
  return [`<pre><code>${code}</code></pre>`, own.length + (end === -1 ? 1 : 2)];
}

function list(lines: readonly string[]): [string, number] {
  const items: string[] = [];
  let count = 0;
  for (const line of lines) {
    const found = item.exec(line);
    // An indented line goes on with the item before it.
    if (found) items.push(String(found[2]));
    else if (/^\s+\S/.test(line)) items.push(`${items.pop() ?? ''} ${line.trim()}`);
    else break;
    count += 1;
  }
  const tag = item.exec(lines[0] ?? '')?.[1] === undefined ? 'ul' : 'ol';
  const inside = items.map((text) => `<li>${inline(text)}</li>`).join('\n');
  return [`<${tag}>\n${inside}\n</${tag}>`, count];
}

function inline(text: string): string {
  // Code first and set aside, so that nothing in it is taken for markup.
  return printable(text)
    .split(/(`[^`]+`)/)
    .map((part, index) =>
      index % 2 === 1 ? `<code>${escapeHtml(part.slice(1, -1))}</code>` : marked(part),
    )
    .join('');
}

function marked(text: string): string {
  return escaped(text)
    .replace(
      /\[([^\][]+)\]\((https?:\/\/[^\s()]+)\)/g,
      (_all, words: string, url: string) => `<a href="${url}">${words}</a>`,
    )
    .replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>')
    .replace(/(?<![\w*])\*([^*\s][^*]*)\*(?![\w*])/g, '<em>$1</em>')
    .replace(/\\([\\`*_[\]|~#+.)-])/g, '$1');
}

// The entities of our own escaping are what they stand for already.
function escaped(text: string): string {
  return escapeHtml(text).replace(/&amp;(lt|gt|amp|quot);/g, '&$1;');
}
