import { setting } from './settings.js';

/** Who carries mail. */
export type MailBy = 'outbox' | 'sendgrid';

function parseMailBy(text: string): MailBy {
  if (text === 'outbox' || text === 'sendgrid') return text;
  throw new TypeError(`"${text}" is neither outbox nor sendgrid`);
}

/** Settings of mail that the API and the command line share. */
export const mailSettings = {
  mailBy: setting.parsed({
    env: 'CATOPS_MAIL',
    fallback: 'outbox' as MailBy,
    parse: parseMailBy,
    doc: 'Who carries mail: `outbox` (`.eml` files on this machine) or `sendgrid`',
  }),
  sendgridKey: setting.secret({
    env: 'CATOPS_SENDGRID_KEY',
    doc: 'API key of SendGrid; it needs the permission to send mail and no other',
  }),
  sendgridUrl: setting.text({
    env: 'CATOPS_SENDGRID_URL',
    fallback: 'https://api.sendgrid.com',
    doc: 'Address of the API of SendGrid; `https://api.eu.sendgrid.com` for a subuser in the EU',
  }),
} as const;
