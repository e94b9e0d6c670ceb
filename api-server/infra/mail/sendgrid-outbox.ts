import type { Mailbox } from '../../../src/platform/mailbox.js';
import type { SendBySendGrid } from '../../../src/platform/sendgrid.js';
import type { VendorFailure } from '../../../src/platform/vendor-failure.js';
import { blamed, blaming } from '../../failures/dependency.js';
import type { Outbox } from '../../jobs/outbox.js';
import { Hopeless } from '../../jobs/work-off.js';
import type { Objects } from '../objects/objects.js';

const kind = { contentType: 'application/json' };
const receiptOf = (name: string) => `${name}.sent`;

/**
 * Mail by SendGrid. It cannot be asked what was sent, so of every mail that it took there is a receipt
 * on this machine: its id and when, no address and nothing of its content. Whoever was killed between
 * the two, or has a job of another machine again, sends again.
 */
export function createSendGridOutbox(options: {
  readonly send: SendBySendGrid;
  /** A directory of their own. */
  readonly objects: Objects;
  readonly from: Mailbox;
  readonly now: () => number;
}): Outbox {
  const { send, objects, from, now } = options;
  return {
    has: (name) => blaming('mail', async () => (await objects.size(receiptOf(name))) !== undefined),
    async send({ name, to, ...content }, signal) {
      const mail = { key: name, at: now(), from, to: [{ name: '', address: to }], ...content };
      const sent = await send(mail, signal);
      if (sent.kind !== 'done') throw blamed(thrownFor(sent), 'mail');
      const receipt = { v: 1, id: sent.value.id, at: new Date(now()).toISOString() };
      const body = Buffer.from(JSON.stringify(receipt));
      await blaming('mail', () => objects.put(receiptOf(name), body, kind));
    },
  };
}

/** A mail that SendGrid did not take. */
class Unsent extends Error {
  override readonly name = 'Unsent';
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** What SendGrid says may hold the address: only the kind of the failure goes on. */
function thrownFor(failure: VendorFailure): Unsent | Hopeless {
  if (failure.kind !== 'permanent') return new Unsent(`mail-${failure.kind}`);
  // A key can be mended while the job waits, and so can an account; a mail that is refused cannot.
  if (failure.code === 'invalid') return new Hopeless('mail-refused');
  return new Unsent(failure.code === 'credential' ? 'mail-credential' : 'mail-not-taken');
}
