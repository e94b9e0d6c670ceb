/** An object of a document, its keys not known. */
export type Part = Readonly<Record<string, unknown>>;

/** Follows references inside of one OpenAPI document, 3.0 or 3.1. */
export interface ApiDocument {
  readonly root: Part;
  /** The object meant, references followed; undefined when it is none, or lies in another file. */
  at(value: unknown): Part | undefined;
}

const mostHops = 20;

/** A document that was parsed already. */
export function createApiDocument(root: Part): ApiDocument {
  const at = (value: unknown, hops = 0): Part | undefined => {
    if (!isPart(value)) return undefined;
    const reference = value['$ref'];
    if (typeof reference !== 'string') return value;
    if (!reference.startsWith('#/') || hops > mostHops) return undefined;
    return at(lookUp(root, reference), hops + 1);
  };
  return { root, at: (value) => at(value) };
}

// RFC 6901, percent-encoded as it stands in a URL.
function lookUp(root: Part, reference: string): unknown {
  return reference
    .slice(2)
    .split('/')
    .map((step) => decoded(step).replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((value, step) => {
      if (typeof value !== 'object' || value === null) return undefined;
      return Object.hasOwn(value, step) ? Reflect.get(value, step) : undefined;
    }, root);
}

function decoded(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}

/** Whether it is an object and no list. */
export function isPart(value: unknown): value is Part {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The items of a list; none when it is no list. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A text, or undefined. */
export function textAt(part: Part | undefined, key: string): string | undefined {
  const value = part?.[key];
  return typeof value === 'string' ? value : undefined;
}
