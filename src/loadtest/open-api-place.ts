import type { TargetReader, TargetReply } from './ports.js';

/** Where the OpenAPI document of the target is found. */
export type OpenApiPlace =
  | { readonly kind: 'target'; readonly path: string }
  /** As written: relative to the scenario's own file. */
  | { readonly kind: 'file'; readonly file: string }
  /** A file that was read: its content as JSON. */
  | { readonly kind: 'text'; readonly file: string; readonly text: string };

/** What a scenario calls it: a path of the target, or a file. */
export function openApiPlace(written: string): OpenApiPlace {
  return written.startsWith('/')
    ? { kind: 'target', path: written }
    : { kind: 'file', file: written };
}

/** The document, from the target or from a file that was read before. */
export async function readOpenApi(
  target: TargetReader,
  place: OpenApiPlace,
  options: Parameters<TargetReader['get']>[1],
): Promise<TargetReply> {
  if (place.kind === 'target') return target.get(place.path, options);
  if (place.kind === 'text') return { status: 200, text: place.text };
  // Whoever loads a scenario for a run reads its files.
  throw new Error(`The OpenAPI document was not read: ${place.file}`);
}

/** What messages call it. */
export function openApiName(place: OpenApiPlace, url: string): string {
  return place.kind === 'target' ? `${url}${place.path}` : place.file;
}
