import {
  Denial,
  type LoopbackVendor,
  Refusal,
  startLoopbackVendor,
  type VendorAnswer,
  type VendorRequest,
} from './loopback-vendor.js';

/** A mail that was taken. */
export interface SendGridMail {
  readonly to: readonly { readonly email: string; readonly name?: string }[];
  readonly from: { readonly email: string; readonly name?: string };
  readonly subject: string;
  readonly headers: Readonly<Record<string, string>>;
  /** By content type. */
  readonly content: Readonly<Record<string, string>>;
  readonly tracking: Fields;
}

export interface LoopbackSendGrid extends LoopbackVendor {
  readonly mails: readonly SendGridMail[];
  /** What the key may do. */
  scopes: readonly string[];
}

type Fields = Readonly<Record<string, unknown>>;

/** The key that it lets in; a canary to search leaks for. */
export const sendGridKey = 'SG.canary_sendgrid.key-0123456789';
/** A sender that was verified. */
export const verifiedSender = 'catops@example.com';

/** Mail Send of SendGrid's v3 API on 127.0.0.1. */
export async function startLoopbackSendGrid(): Promise<LoopbackSendGrid> {
  const mails: SendGridMail[] = [];
  const vendor = await startLoopbackVendor({
    name: 'SendGrid',
    handle: (request) => {
      if (request.route === 'GET /v3/scopes') {
        authorize(request);
        // "API Key Permissions": a list without an order, of the key that asks.
        return { status: 200, body: { scopes: grown.scopes } };
      }
      if (request.route !== 'POST /v3/mail/send') return undefined;
      authorize(request);
      const mail = checked(request);
      mails.push(mail);
      // "202 Accepted": valid and queued. The body is empty, the id is in a header.
      const headers = { 'x-message-id': `loopback-${mails.length}` };
      return { status: 202, body: '', headers };
    },
    // "Rate limits": seconds since the epoch, on this API instead of Retry-After.
    rateLimited: (after) => ({
      ...failure(429, 'too many requests'),
      headers:
        after === null
          ? {}
          : {
              date: new Date(0).toUTCString(),
              'x-ratelimit-remaining': '0',
              'x-ratelimit-reset': String(after),
            },
    }),
    failed: () => failure(500, 'An error occurred'),
    unknown: () => failure(404, 'not found'),
  });
  const grown = Object.assign(vendor, {
    mails,
    scopes: ['sender_verification_eligible', 'mail.send', '2fa_required'] as readonly string[],
  });
  return grown;
}

function authorize({ headers }: VendorRequest): void {
  // "406: missing Accept header"; "401: requires authentication", with the key as a bearer token.
  if (!/^application\/json\b/.test(headers['accept'] ?? '')) refuse('Accept: application/json');
  const given = headers['authorization'];
  if (given === undefined) refuse('an Authorization header', 401);
  if (given !== `Bearer ${sendGridKey}`)
    throw new Denial(
      failure(401, 'The provided authorization grant is invalid, expired, or revoked'),
    );
}

// "Mail Send", request body, as far as a mail of ours may have it. Nothing else is documented here:
// mail_settings (its sandbox takes mail and sends none), templates and schedules are no part of it.
const documented = [
  ...['personalizations', 'from', 'subject', 'content', 'headers', 'tracking_settings'],
];
// "Headers": "these are reserved and can not be overwritten".
const reserved =
  /^(x-sg-id|x-sg-eid|received|dkim-signature|content-transfer-encoding|content-type|to|from|subject|reply-to|cc|bcc)$/i;
const mostBytes = 30 * 1_048_576;
const mostRecipients = 1000;

function checked(request: VendorRequest): SendGridMail {
  // "The total size of your email, including attachments, must be less than 30MB."
  if (request.body.length >= mostBytes) refuse('less than 30MB', 413);
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) {
    refuse('Content-Type: application/json', 415);
  }
  const body = fieldsOf(JSON.parse(request.body.toString('utf8')));
  const unknown = Object.keys(body).find((name) => !documented.includes(name));
  if (unknown !== undefined) refuse(`no field ${unknown}`);
  const personalizations = arrayOf(body['personalizations']).map(fieldsOf);
  if (personalizations.length !== 1) refuse('all recipients are in one personalization');
  const to = arrayOf(personalizations[0]?.['to']).map(personOf);
  checkRecipients(to);
  const from = personOf(body['from']);
  // "403: The from address does not match a verified Sender Identity."
  if (from.email !== verifiedSender) {
    const said = 'The from address does not match a verified Sender Identity.';
    throw new Denial(failure(403, said, 'from'));
  }
  const subject = String(body['subject'] ?? personalizations[0]?.['subject'] ?? '');
  // "The subject is required", at least one character.
  if (subject === '') refuse('a subject');
  const headers = headersOf(body['headers']);
  const content = contentOf(body['content']);
  return { to, from, subject, headers, content, tracking: trackingOf(body['tracking_settings']) };
}

function checkRecipients(to: readonly { readonly email: string }[]): void {
  // "There is a limit of 1000 total recipients"; "each email address ... should only be included once".
  if (to.length === 0 || to.length > mostRecipients) refuse('1 to 1000 recipients');
  const emails = to.map(({ email }) => email.toLowerCase());
  if (new Set(emails).size < emails.length) refuse('each address is included once');
  const [unusable] = emails.filter((email) => email.endsWith('@invalid.example'));
  if (unusable !== undefined)
    throw new Denial(
      failure(400, `Does not contain a valid address: ${unusable}`, 'personalizations.0.to'),
    );
}

function contentOf(content: unknown): Readonly<Record<string, string>> {
  const parts = arrayOf(content).map(fieldsOf);
  const types = parts.map(({ type }) => String(type));
  // "If present, text/plain must be first, followed by text/html"; "must be at least one character".
  if (types.join() !== 'text/plain,text/html') refuse('text/plain, then text/html');
  if (parts.some(({ value }) => typeof value !== 'string' || value === '')) refuse('no empty part');
  return Object.fromEntries(parts.map(({ type, value }) => [String(type), String(value)]));
}

function headersOf(given: unknown): Readonly<Record<string, string>> {
  const headers = Object.entries(fieldsOf(given));
  for (const [name, value] of headers) {
    if (reserved.test(name)) refuse(`the header ${name} is reserved`);
    if (typeof value !== 'string' || /[\r\n]/.test(value)) refuse(`one line in ${name}`);
  }
  return Object.fromEntries(headers.map(([name, value]) => [name, String(value)]));
}

/** What is not said there is taken from the settings of the account: all four have to be. */
function trackingOf(given: unknown): Fields {
  const tracking = fieldsOf(given);
  const kinds = ['click_tracking', 'open_tracking', 'subscription_tracking', 'ganalytics'];
  for (const kind of kinds) {
    if (fieldsOf(tracking[kind])['enable'] !== false) refuse(`${kind} is said, and is off`);
  }
  return tracking;
}

function personOf(value: unknown): { readonly email: string; readonly name?: string } {
  const { email, name } = fieldsOf(value);
  if (typeof email !== 'string' || !/^[^\s@<>]+@[^\s@<>]+$/.test(email)) refuse('a valid email');
  if (name !== undefined && (typeof name !== 'string' || /[\r\n]/.test(name))) refuse('a name');
  return { email: String(email), ...(name === undefined ? {} : { name: String(name) }) };
}

function refuse(rule: string, status = 400): never {
  throw new Refusal(rule, failure(status, rule));
}

/** `{"errors": [{"message", "field", "help"}]}`. */
function failure(status: number, message: string, field: string | null = null): VendorAnswer {
  return { status, body: { errors: [{ message, field, help: null }] } };
}

function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}
