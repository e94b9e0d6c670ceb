export { getDocs, getLive, getOpenApi, getReady, getRoot, getVersionRoot } from './routes.js';

import { type Binding, bind } from '../../http/binding.js';
import { docsPage, docsPolicy } from '../../http/docs-page.js';
import type { FollowerState } from '../../http/follower.js';
import type { OpenApiDocument } from '../../http/openapi.js';
import { bodyReply, jsonReply, type Reply } from '../../http/reply.js';
import { getDocs, getLive, getOpenApi, getReady, getRoot, getVersionRoot } from './routes.js';

/** What the service says of itself. */
export interface ServiceStatus {
  readonly version: string;
  /** The document of `/openapi.json`. */
  readonly openApi: OpenApiDocument;
  follower(): FollowerState;
}

const htmlType = 'text/html; charset=utf-8';
const policy = ['Content-Security-Policy', docsPolicy];
// Nothing here ever waits behind a database.
const work = 'memory';
const noStore = ['Cache-Control', 'no-store'];
// Until the database has been read once.
const starting: Reply = {
  ...jsonReply(JSON.stringify({ status: 'starting' }), noStore, 503),
  cause: 'database',
};

/** The routes about the service itself with their handlers. */
export function bindServiceStatus(service: ServiceStatus): Binding[] {
  const live = jsonReply(JSON.stringify({ status: 'ok' }), noStore);
  const version = jsonReply(JSON.stringify({ name: 'catops', version: service.version }));
  const openApi = jsonReply(JSON.stringify(service.openApi));
  const docs = bodyReply(200, htmlType, Buffer.from(docsPage(service.openApi)), policy);
  return [
    bind(getLive, { work, load: () => live }),
    bind(getReady, { work, load: () => readiness(service.follower()) }),
    bind(getOpenApi, { work, load: () => openApi }),
    bind(getDocs, { work, load: () => docs }),
    bind(getRoot, { work, load: () => version }),
    bind(getVersionRoot, { work, load: () => version }),
  ];
}

/** A process that cannot follow the database still answers: taking it out would help nobody. */
function readiness({ loaded, failingSince, trueAt }: FollowerState): Reply {
  if (!loaded) return starting;
  if (failingSince === undefined) return jsonReply(JSON.stringify({ status: 'ok' }), noStore);
  const degraded = {
    status: 'degraded',
    cause: 'changes of the database cannot be read',
    since: new Date(failingSince).toISOString(),
    trueAt: new Date(trueAt).toISOString(),
  };
  return jsonReply(JSON.stringify(degraded), noStore);
}
