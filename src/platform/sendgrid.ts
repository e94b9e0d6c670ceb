import { type MailMessage, mailHead } from './compose-mail.js';
import type { Secret } from './secret.js';
import {
  bounded,
  checkedBaseUrl,
  networkFailure,
  notSent,
  retryAfterMs,
  statusFailure,
  type VendorFailure,
  type VendorIdentity,
} from './vendor-failure.js';

/** Where SendGrid is and what opens it. */
export interface SendGridAccess {
  /** `https://api.sendgrid.com`; http only on this machine. */
  readonly url: string;
  readonly key: Secret;
  /** For one call, milliseconds; 15 000. */
  readonly timeoutMs?: number;
}

/** How one call ended; the id is SendGrid's own, by which its support finds the mail. */
export type Sent = { readonly kind: 'done'; readonly value: { readonly id: string } };

/** One attempt to hand a mail over; never throws for what SendGrid or the network does. */
export type SendBySendGrid = (
  mail: MailMessage,
  signal: AbortSignal,
) => Promise<Sent | VendorFailure>;

const answerBytes = 65_536;

// Nobody learns whether and when a mail was read, and no link leads anywhere but where it says.
const untracked = {
  clickTracking: { enable: false, enableText: false },
  openTracking: { enable: false },
  subscriptionTracking: { enable: false },
  ganalytics: { enable: false },
};

/**
 * Mail by SendGrid's Mail Send (v3), as plain text and HTML. It knows no key that makes a call safe to
 * repeat: after `unknown` a mail that is sent again may come twice, with the same Message-ID. The
 * package is loaded by the first call.
 */
export function createSendGrid({ url, key, timeoutMs = 15_000 }: SendGridAccess): SendBySendGrid {
  const baseUrl = checkedBaseUrl('SendGrid', url);
  const identity: VendorIdentity = {
    name: 'SendGrid',
    secrets: [key],
    credentialHint: 'Check CATOPS_SENDGRID_KEY, its permission to send mail, and the sender.',
  };
  return async (mail, signal) => {
    if (signal.aborted) return notSent(identity, 'stopped before');
    const limited = bounded(signal, timeoutMs);
    const service = await openService();
    // Its own way to take the key writes to the terminal when it does not like it.
    service.client.setDefaultHeader('Authorization', `Bearer ${key.reveal()}`);
    service.client.setDefaultRequest({
      ...{ baseUrl, timeout: timeoutMs, maxContentLength: answerBytes },
      // A redirect would take the key elsewhere.
      ...{ maxRedirects: 0, signal: limited },
    });
    try {
      const [{ statusCode, headers }] = await service.send(messageOf(mail));
      // Nothing else says that it was queued: 200 is the sandbox, or a page of somebody in between.
      if (statusCode !== 202) return statusFailure(identity, statusCode, 'it was not queued');
      return { kind: 'done', value: { id: headerOf(headers, 'x-message-id') ?? mail.key } };
    } catch (error) {
      return failureOf(identity, error, limited);
    }
  };
}

/** As the settings have it. Without a key every mail fails, and nothing else. */
export function sendGridOf(settings: {
  readonly sendgridKey: Secret | undefined;
  readonly sendgridUrl: string;
}): SendBySendGrid {
  const { sendgridKey: key, sendgridUrl: url } = settings;
  if (key) return createSendGrid({ url, key });
  const message = 'Mail goes by SendGrid (CATOPS_MAIL), and there is no key for it.';
  const hint = 'set CATOPS_SENDGRID_KEY, or CATOPS_SENDGRID_KEY_FILE to a file that holds it';
  return async () => ({ kind: 'permanent', code: 'credential', message, hint });
}

interface Service {
  readonly client: {
    setDefaultHeader(name: string, value: string): unknown;
    setDefaultRequest(options: Readonly<Record<string, unknown>>): unknown;
  };
  send(
    mail: ReturnType<typeof messageOf>,
  ): Promise<readonly [{ readonly statusCode: number; readonly headers: unknown }, unknown]>;
}

/** One of our own: the package's is one for the whole process. Its types hide the class, and its client. */
async function openService(): Promise<Service> {
  const { default: shared } = await import('@sendgrid/mail');
  const { MailService } = shared as unknown as { readonly MailService: new () => Service };
  return new MailService();
}

function messageOf(mail: MailMessage) {
  const { from, to, subject, messageId, headers } = mailHead(mail);
  const person = ({ name, address: email }: MailMessage['from']) =>
    name === '' ? { email } : { email, name };
  return {
    from: person(from),
    to: to.map(person),
    subject,
    text: mail.text,
    html: mail.html,
    headers: { 'Message-ID': messageId, 'Auto-Submitted': headers['auto-submitted'] },
    trackingSettings: untracked,
    hideWarnings: true,
  };
}

interface Answer {
  readonly status: number;
  readonly headers: unknown;
  readonly body: unknown;
}

/** Nothing thrown is kept: errors of the client carry the request with its key. */
function failureOf(identity: VendorIdentity, error: unknown, signal: AbortSignal): VendorFailure {
  const answer = answerOf(error);
  if (!answer) return networkFailure(identity, error, signal);
  const { status, headers } = answer;
  // "406: missing Accept header" and the like are mistakes of ours, as a request that it refuses is.
  return statusFailure(identity, status, saidBy(answer.body), waitOf(headers));
}

/** The answer that the client threw, in either of its forms; undefined when there was none. */
function answerOf(error: unknown): Answer | undefined {
  const thrown = fieldsOf(error);
  const response = fieldsOf(thrown['response']);
  const status = [thrown['code'], response['status']].find((value) => typeof value === 'number');
  if (typeof status !== 'number') return undefined;
  return { status, headers: response['headers'], body: response['body'] ?? response['data'] };
}

/** `{"errors": [{"message", "field", "help"}]}`: the messages, each with its field. */
function saidBy(body: unknown): string {
  const errors = fieldsOf(body)['errors'];
  if (!Array.isArray(errors)) return typeof body === 'string' ? body : '';
  return errors
    .map(fieldsOf)
    .map(({ message, field }) => `${message}${typeof field === 'string' ? ` (${field})` : ''}`)
    .join('; ');
}

/** `X-RateLimit-Reset` is in seconds since the epoch, by the clock of the `Date` beside it. */
function waitOf(headers: unknown): number | null {
  const header = (name: string) => headerOf(headers, name);
  const said = retryAfterMs(header, 'retry-after');
  const wait = Number(header('x-ratelimit-reset')) * 1000 - Date.parse(header('date') ?? '');
  return said ?? (Number.isFinite(wait) ? Math.max(0, wait) : null);
}

function headerOf(headers: unknown, name: string): string | undefined {
  const value = fieldsOf(headers)[name];
  return typeof value === 'string' ? value : undefined;
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}
