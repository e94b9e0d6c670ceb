const placeholder = /\{([^{}]+)\}/g;

/** Names in braces of a route's template or of a value: `/v1/images/{image_id}` has `image_id`. */
export function placeholdersOf(text: string): string[] {
  return [...text.matchAll(placeholder)].map((match) => match[1] ?? '');
}

/** The text with each `{name}` replaced; a name without a value stays as it is. */
export function fillPlaceholders(
  text: string,
  lookup: (name: string) => string | undefined,
): string {
  return text.replace(placeholder, (whole, name: string) => lookup(name) ?? whole);
}
