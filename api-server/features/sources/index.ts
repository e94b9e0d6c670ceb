export { listSources } from './routes.js';

import { type Binding, bind } from '../../http/binding.js';
import { jsonReply, paginationHeaders } from '../../http/reply.js';
import { seedSources } from '../../seed/sources.js';
import { listSources } from './routes.js';

/** As the original lets clients and what is between them keep the list. */
const kept = ['Cache-Control', 'public, max-age=12800'];

/** The route of sources with its handler. */
export function bindSources(): Binding[] {
  return [
    bind(listSources, {
      work: 'memory',
      load: ({ query: { limit, page } }) => {
        const rows = seedSources.slice(page * limit, (page + 1) * limit);
        const headers = paginationHeaders(seedSources.length, page, limit);
        return jsonReply(JSON.stringify(rows), [...headers, ...kept]);
      },
    }),
  ];
}
