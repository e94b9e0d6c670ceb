import { escapeHtml } from '../platform/escape-html.js';
import { printable } from '../platform/terminal-text.js';

/** XML that was built here; a plain string is text, and is escaped wherever it is put. */
export interface Xml {
  readonly xml: string;
}

type Attributes = Readonly<Record<string, string | number | null>>;

/** An element, its children a line each. An attribute that is null is left out. */
export function xmlElement(
  name: string,
  attributes: Attributes,
  ...children: readonly (Xml | string)[]
): Xml {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => ` ${key}="${xmlText(String(value))}"`)
    .join('');
  if (children.length === 0) return { xml: `<${name}${written}/>` };
  const inside = children.map((child) => (typeof child === 'string' ? xmlText(child) : child.xml));
  const text = children.every((child) => typeof child === 'string');
  return {
    xml: text
      ? `<${name}${written}>${inside.join('')}</${name}>`
      : `<${name}${written}>\n${inside.join('\n')}\n</${name}>`,
  };
}

/** A whole document with that root. */
export function xmlDocument(root: Xml): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root.xml}\n`;
}

// XML 1.0 has no way at all to write a control character, half of a pair, or these two.
const unspeakable = /[\p{Surrogate}\ufffe\uffff]/gu;

/** Text from anywhere, in elements and in attributes. Line breaks stay. */
function xmlText(text: string): string {
  return text
    .split('\n')
    .map((line) => escapeHtml(printable(line).replace(unspeakable, '\ufffd')))
    .join('\n');
}
