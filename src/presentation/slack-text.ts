import { printable } from '../platform/terminal-text.js';

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * Text from anywhere for Slack, at most `most` characters after escaping, with an ellipsis where it
 * was cut. `<!channel>` and `<@U…>` become plain text; control characters go, line breaks stay.
 */
export function slackText(text: string, most: number): string {
  const clean = text
    .split(/\r\n|\r|\n/)
    .map(printable)
    .join('\n')
    .trim();
  const pieces = Array.from(clean, (character) => entities[character] ?? character);
  const whole = pieces.join('');
  if (whole.length <= most) return whole;
  let kept = '';
  for (const piece of pieces) {
    if (kept.length + piece.length > most - 1) break;
    kept += piece;
  }
  return `${kept}…`;
}

/** Like {@link slackText}, on one line. */
export function slackLine(text: string, most: number): string {
  return slackText(text.replace(/\s+/g, ' '), most);
}

const lookalikes: Readonly<Record<string, string>> = { '*': '∗', '`': 'ˋ', '~': '∼' };

/** Like {@link slackLine}, where the signs that mark up look like themselves and do not. */
export function slackPlain(text: string, most: number): string {
  return slackLine(text, most)
    .replace(/[*`~]/g, (sign) => lookalikes[sign] ?? '')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, 'ˍ');
}

/** A link in Slack's markup; plain text when the address is none of the web's. */
export function slackLink(title: string, url: string): string {
  const label = slackLine(title, 100).replaceAll('|', '¦') || 'link';
  if (!/^https?:\/\/[^\s]+$/.test(url)) return label;
  const address = url.replace(/[<>|]/g, encodeURIComponent).replaceAll('&', '&amp;');
  return `<${address}|${label}>`;
}

/** Slack's markup as a person reads it; `names` by user id. */
export function plainText(markup: string, names: ReadonlyMap<string, string>): string {
  return markup
    .replace(/<([^<>]*)>/g, (_, inside: string) => {
      const [target = '', label] = inside.split('|');
      if (target.startsWith('@'))
        return `@${names.get(target.slice(1)) ?? label ?? target.slice(1)}`;
      if (target.startsWith('#')) return `#${label ?? target.slice(1)}`;
      if (target.startsWith('!')) return `@${label?.replace(/^@/, '') ?? target.slice(1)}`;
      return label && label !== target ? `${label} (${target})` : target;
    })
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
