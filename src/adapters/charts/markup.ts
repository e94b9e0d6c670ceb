import { escapeHtml } from '../../platform/escape-html.js';
import { printable } from '../../platform/terminal-text.js';

/** Markup that was built here; a plain string is text, and is escaped wherever it is put. */
export interface Markup {
  readonly markup: string;
}

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element of SVG. Names are ours; attributes and text may come from anywhere. */
export function element(
  name: string,
  attributes: Attributes,
  ...children: readonly (Markup | string)[]
): Markup {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${attribute(value)}"`)
    .join('');
  const inside = children.map((child) => (typeof child === 'string' ? safe(child) : child.markup));
  return {
    markup:
      inside.length === 0
        ? `<${name}${written}/>`
        : `<${name}${written}>${inside.join('')}</${name}>`,
  };
}

/** Coordinates to a tenth of a pixel: what is not seen is not written. */
function attribute(value: string | number | undefined): string {
  return typeof value === 'number' ? String(Math.round(value * 10) / 10) : safe(String(value));
}

function safe(text: string): string {
  return escapeHtml(printable(text));
}
