import type { Catalogue } from './route.js';

/** What the document says beside the routes. */
export interface ApiInfo {
  readonly version: string;
  /** Requests in 60 seconds on a standard route. */
  readonly keyedLimit: number;
  readonly keylessLimit: number;
}

/** The OpenAPI 3.1 document of a catalogue. */
export function openApiDocument(catalogue: Catalogue, info: ApiInfo): object {
  return {
    openapi: '3.1.0',
    info: { title: 'Cat API', version: info.version },
    paths: {},
    catalogue,
  };
}
