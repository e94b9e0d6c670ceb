import type { Catalogue } from './http/route.js';

export { type ApiInfo, openApiDocument } from './http/openapi.js';

/** Every route of the API. Pure data: tools read it without starting anything. */
export const catalogue: Catalogue = [];
