export { getDocs, getLive, getOpenApi, getReady, getRoot, getVersionRoot } from './routes.js';

import { type Binding, bind } from '../../http/binding.js';
import { docsPage, docsPolicy } from '../../http/docs-page.js';
import type { OpenApiDocument } from '../../http/openapi.js';
import { bodyReply, jsonReply } from '../../http/reply.js';
import { noStore, type ProcessState, readiness } from './readiness.js';
import { getDocs, getLive, getOpenApi, getReady, getRoot, getVersionRoot } from './routes.js';

/** What the service says of itself. */
export interface ServiceStatus {
  readonly version: string;
  /** Makes the document of `/openapi.json`. */
  openApi(): OpenApiDocument;
  /** Of this process, now. */
  state(): ProcessState;
}

const htmlType = 'text/html; charset=utf-8';
const policy = ['Content-Security-Policy', docsPolicy];
// Nothing here ever waits behind a database.
const work = 'memory';
/** The routes about the service itself with their handlers. */
export function bindServiceStatus(service: ServiceStatus): Binding[] {
  const live = jsonReply(JSON.stringify({ status: 'ok' }), noStore);
  const version = jsonReply(JSON.stringify({ name: 'catops', version: service.version }));
  // Made when the first client asks: a process that starts is waited for.
  const document = once(() => service.openApi());
  const openApi = once(() => jsonReply(JSON.stringify(document())));
  const docs = once(() => bodyReply(200, htmlType, Buffer.from(docsPage(document())), policy));
  return [
    bind(getLive, { work, load: () => live }),
    bind(getReady, { work, load: () => readiness(service.state()) }),
    bind(getOpenApi, { work, load: openApi }),
    bind(getDocs, { work, load: docs }),
    bind(getRoot, { work, load: () => version }),
    bind(getVersionRoot, { work, load: () => version }),
  ];
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
