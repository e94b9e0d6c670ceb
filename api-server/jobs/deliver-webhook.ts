import { createHmac } from 'node:crypto';
import type { Clock } from '../../src/platform/host.js';
import { blamed, blaming } from '../failures/dependency.js';
import type { Favourite, FavouriteStore } from '../features/favourites/store.js';
import type { WebhookTargets } from '../features/webhooks/store.js';
import { Hopeless, type JobHandlers } from './work-off.js';

/** Posts JSON to an address that somebody gave us. */
export interface PostAbroad {
  /**
   * The status that was answered; no redirect is followed and no body is read. Rejects with
   * `code: 'private-address'`, and sends nothing, when the address is none of the public internet.
   */
  post(
    url: string,
    headers: Readonly<Record<string, string>>,
    body: string,
    signal: AbortSignal,
  ): Promise<number>;
}

/** What deliveries need. */
export interface DeliveryDeps {
  readonly targets: WebhookTargets;
  readonly favourites: Pick<FavouriteStore, 'find'>;
  readonly abroad: PostAbroad;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * Delivers an event as Standard Webhooks has it: whoever knows the secret can check that it is from
 * us, and by the time that it is not sent again by somebody else. The id is the same in every
 * attempt: when an answer is lost the delivery comes twice, and the receiver knows it by its id. Of a
 * favourite that is gone by then nothing is sent: no other event would ever take it back.
 */
export function createDeliverer({ targets, favourites, abroad, clock }: DeliveryDeps) {
  const deliver: JobHandlers['webhook.deliver'] = async (payload, context) => {
    const target = await targets.target(payload.webhookId);
    if (!target) return;
    const { accountId, url } = target;
    const favourite = await favourites.find({ accountId, id: payload.favouriteId });
    if (!favourite) return;
    const id = `msg_${context.jobId}`;
    const time = String(Math.floor(clock.now() / 1000));
    const body = JSON.stringify(toldOf(payload.event, favourite));
    const headers = {
      'webhook-id': id,
      'webhook-timestamp': time,
      'webhook-signature': `v1,${sign(target.secret, `${id}.${time}.${body}`)}`,
    };
    const status = await blaming('webhook', () => abroad.post(url, headers, body, context.signal));
    if (status === 410) throw blamed(new Hopeless('status-410'), 'webhook');
    if (status < 200 || status > 299) throw blamed(new Undelivered(`status-${status}`), 'webhook');
  };
  return deliver;
}

/** What a webhook is told: the event's name, when it was, and what it is about. */
function toldOf(type: string, { id, accountId, imageId, subId, createdAt }: Favourite) {
  const created = new Date(createdAt).toISOString();
  const whose = { id, user_id: accountId };
  const data = { ...whose, image_id: imageId, sub_id: subId, created_at: created };
  return { type, timestamp: created, data };
}

/** The receiver answered, but not that it has it. */
class Undelivered extends Error {
  override readonly name = 'Undelivered';
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

function sign(secret: string, text: string): string {
  const key = Buffer.from(secret.slice(secret.indexOf('_') + 1), 'base64');
  return createHmac('sha256', key).update(text).digest('base64');
}
