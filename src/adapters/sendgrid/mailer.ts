import type { Mailer } from '../../announcements/ports.js';
import type { SendBySendGrid } from '../../platform/sendgrid.js';

/** Mail by SendGrid. */
export function createSendGridMailer(send: SendBySendGrid): Mailer {
  return {
    name: 'sendgrid',
    async send(mail, signal) {
      const sent = await send(mail, signal);
      return sent.kind === 'done' ? { ...sent, value: { id: sent.value.id, url: null } } : sent;
    },
    // It keeps no list that a key for sending may read: of what was sent and not answered nothing is
    // known, and it is sent again, with the same Message-ID.
    find: async () => ({ kind: 'done', value: null }),
  };
}
