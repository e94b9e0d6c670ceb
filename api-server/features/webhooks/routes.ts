import { never, route } from '../../http/route.js';
import { newWebhook, webhookReply } from './schemas.js';

const at = '2026-11-29T12:00:00.000Z';

export const addWebhook = route({
  method: 'POST',
  path: '/v1/webhooks',
  since: '2026-11-29',
  summary: 'Has events of the account delivered to an address, signed with the secret it answers.',
  auth: 'required',
  request: {
    body: newWebhook,
    example: { name: 'my hook', url: 'https://cats.example/hook', events: ['favourite.created'] },
  },
  replies: {
    200: {
      description: 'From now on they are.',
      schema: webhookReply,
      example: {
        app: {
          ...{ createdAt: at, id: 'app_u1x9k2', metadata: {}, name: 'my hook', uid: 'u1x9k2' },
          updatedAt: at,
        },
        endpoint: {
          ...{ channels: null, createdAt: at, description: '', disabled: false },
          ...{ filterTypes: ['favourite.created'], id: 'ep_2b9f6c1e0a7d4835', metadata: null },
          ...{ rateLimit: null, uid: null, updatedAt: at, version: 1 },
          url: 'https://cats.example/hook',
        },
        secret: 'whsec_bm90IGEgc2VjcmV0OiBhbiBleGFtcGxlIG9mIG9uZQ==',
      },
    },
    400: {
      description: 'The body is not valid, or the account has ten webhooks already.',
      type: 'text/plain',
      example: 'INVALID_DATA',
    },
  },
  cache: never('Each one is kept, and its secret is for the account alone.'),
  limit: 'probation',
  budget: { p99: '100ms', dbQueriesPerRequest: 3 },
  runbook: 'uncached-route',
});
