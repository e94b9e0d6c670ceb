import { type ApiDocument, isPart, listOf, type Part, textAt } from './api-document.js';

/** How an operation wants to know who asks. */
export interface ApiLogin {
  /** As the document calls it. */
  readonly name: string;
  /** The header a value goes into, in lower case; null for what a load test cannot send. */
  readonly header: string | null;
  /** What stands before the value. */
  readonly prefix: string;
}

/** The login an operation needs; null when there is a way without, or with an `x-api-key`. */
export function loginOf(document: ApiDocument, operation: Part): ApiLogin | null {
  const choices = listOf(operation['security'] ?? document.root['security']).filter(isPart);
  const schemes = document.at(document.at(document.root['components'])?.['securitySchemes']) ?? {};
  const ways = choices.map((choice) =>
    Object.keys(choice).flatMap((name) => login(document.at(schemes[name]), name) ?? []),
  );
  if (ways.length === 0 || ways.some((needed) => needed.length === 0)) return null;
  const simple = ways.find(([first, second]) => first?.header != null && second === undefined);
  const [first] = simple ?? [];
  if (first) return first;
  return { name: (ways[0] ?? []).map(({ name }) => name).join(' and '), header: null, prefix: '' };
}

// Keys in `x-api-key` are what a load test sends anyway.
function login(scheme: Part | undefined, name: string): ApiLogin | null {
  const bearer = { name, header: 'authorization', prefix: 'Bearer ' };
  switch (textAt(scheme, 'type')) {
    case 'oauth2':
    case 'openIdConnect':
      return bearer;
    case 'http': {
      const way = textAt(scheme, 'scheme')?.toLowerCase() ?? '';
      if (way === 'bearer') return bearer;
      return way === 'basic' ? { ...bearer, prefix: 'Basic ' } : { name, header: null, prefix: '' };
    }
    case 'apiKey': {
      const header = textAt(scheme, 'name')?.toLowerCase() ?? '';
      const isHeader = textAt(scheme, 'in') === 'header' && /^[a-z0-9-]{1,64}$/.test(header);
      if (!isHeader) return { name, header: null, prefix: '' };
      return header === 'x-api-key' ? null : { name, header, prefix: '' };
    }
    default:
      return { name, header: null, prefix: '' };
  }
}
