export { addWebhook } from './routes.js';

import { randomBytes } from 'node:crypto';
import type { Clock } from '../../../src/platform/host.js';
import { type AccountAsk, type Binding, bindAccount } from '../../http/binding.js';
import { invalidData, jsonReply } from '../../http/reply.js';
import { addWebhook } from './routes.js';
import type { NewWebhookBody } from './schemas.js';
import type { NewWebhook, WebhookStore } from './store.js';

/** The route of webhooks with its handler. */
export function bindWebhooks(store: WebhookStore, clock: Pick<Clock, 'now'>): Binding[] {
  return [
    bindAccount(addWebhook, async ({ accountId, body }) => {
      const { url, events } = body;
      const webhook = {
        ...{ id: `ep_${randomBytes(8).toString('hex')}`, accountId, url, events },
        // 256 bits, in the form that Standard Webhooks gives secrets.
        secret: `whsec_${randomBytes(32).toString('base64')}`,
        createdAt: clock.now(),
      };
      if (!(await store.add(webhook))) return invalidData;
      return jsonReply(JSON.stringify(shown(webhook, body)));
    }),
  ];
}

function shown(
  { id, accountId, url, events, secret, createdAt }: NewWebhook,
  { name }: AccountAsk<unknown, unknown, NewWebhookBody>['body'],
) {
  const time = new Date(createdAt).toISOString();
  return {
    app: {
      ...{ createdAt: time, id: `app_${accountId}`, metadata: {}, name, uid: accountId },
      updatedAt: time,
    },
    endpoint: {
      ...{ channels: null, createdAt: time, description: '', disabled: false },
      ...{ filterTypes: events, id, metadata: null, rateLimit: null, uid: null },
      ...{ updatedAt: time, url, version: 1 },
    },
    secret,
  };
}
