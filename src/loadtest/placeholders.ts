import { withoutReferences } from './env-references.js';

const placeholder = /\{([^{}]+)\}/g;
// Bodies have braces of their own, so only what could be the name of a feed is meant as one.
const inBody = /\{([A-Za-z0-9][\w-]*)(?::number)?\}/g;

/** Names in braces of a route's template or of a value: `/v1/images/{image_id}` has `image_id`. */
export function placeholdersOf(text: string): string[] {
  return [...withoutReferences(text).matchAll(placeholder)].map((match) => match[1] ?? '');
}

/** Names of feeds in a text of a body: `{image_id}` or `{count:number}`. */
export function placeholdersOfBody(text: string): string[] {
  return [...withoutReferences(text).matchAll(inBody)].map((match) => match[1] ?? '');
}

/** The text with each `{name}` replaced; a name without a value stays as it is. */
export function fillPlaceholders(
  text: string,
  lookup: (name: string) => string | undefined,
): string {
  return text.replace(placeholder, (whole, name: string) => lookup(name) ?? whole);
}

/** All texts of plain data, keys left out. */
export function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsOf);
}

/** Plain data with every text changed; keys stay. */
export function mapTexts(value: unknown, change: (text: string) => unknown): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, mapTexts(item, change)]),
  );
}
