import { setMaxListeners } from 'node:events';
import { setTimeout } from 'node:timers';
import { CatopsError } from './errors.js';
import type { Secret } from './secret.js';
import { printable } from './terminal-text.js';

/** Why a call to a vendor was not done. Safe to show: no URL, no header, no secret is in it. */
export type VendorFailure =
  /** Nothing left this machine. */
  | { readonly kind: 'refused-before-send'; readonly message: string }
  /** Sent, and no usable answer: it may have been done. */
  | { readonly kind: 'unknown'; readonly message: string }
  | {
      readonly kind: 'rate-limited';
      readonly retryAfterMs: number | null;
      readonly message: string;
    }
  | {
      readonly kind: 'permanent';
      readonly code: 'credential' | 'gone' | 'invalid' | 'plan' | 'refused';
      readonly message: string;
      readonly hint: string;
    };

/** A vendor as its failures name it. */
export interface VendorIdentity {
  readonly name: string;
  /** Taken out of everything the vendor says: some error pages repeat the request. */
  readonly secrets: readonly Secret[];
  /** What to do about a missing or refused credential. */
  readonly credentialHint: string;
}

// Before the first byte: no address, no connection, no TLS.
const beforeSend =
  /^(ECONNREFUSED|ENOTFOUND|EAI_\w+|ENETUNREACH|ENETDOWN|EHOSTUNREACH|EHOSTDOWN|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_\w+|CERT_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|ERR_INVALID_URL)$/;

/**
 * A failure without an answer, from whatever was thrown: its code decides, and nothing else of it is
 * kept, because errors of HTTP clients carry the request.
 */
export function networkFailure(
  vendor: VendorIdentity,
  error: unknown,
  signal: AbortSignal,
): VendorFailure {
  const code = networkCode(error);
  if (code !== undefined && beforeSend.test(code)) return notSent(vendor, code);
  const why = signal.aborted
    ? 'did not answer in time'
    : `broke the connection (${code ?? 'no reason given'})`;
  return { kind: 'unknown', message: `${vendor.name} ${why}.` };
}

/** Nothing was sent: safe to try again. */
export function notSent(vendor: VendorIdentity, reason: string): VendorFailure {
  return {
    kind: 'refused-before-send',
    message: `${vendor.name} cannot be reached (${reason}).`,
  };
}

/** A failure from an answer's status and what the vendor says of it. */
export function statusFailure(
  vendor: VendorIdentity,
  status: number,
  said: string,
  retryAfterMs: number | null = null,
): VendorFailure {
  const text = vendorText(vendor, said);
  const message = `${vendor.name} answered ${status}${text ? `: ${text}` : ''}.`;
  if (status === 429) return { kind: 'rate-limited', retryAfterMs, message };
  // A redirect was not followed: it would take the credentials elsewhere.
  if (status >= 300 && status < 400)
    return {
      kind: 'permanent',
      code: 'refused',
      message,
      hint: 'Is the address of the API right?',
    };
  if (status < 400 || status >= 500 || status === 408 || status === 425)
    return { kind: 'unknown', message };
  const code = codes[status] ?? 'refused';
  return { kind: 'permanent', code, message, hint: hintOf(vendor, code) };
}

const codes: Readonly<Record<number, 'credential' | 'gone' | 'invalid' | 'plan'>> = {
  400: 'invalid',
  401: 'credential',
  402: 'plan',
  403: 'credential',
  404: 'gone',
  410: 'gone',
  413: 'invalid',
  414: 'invalid',
  422: 'invalid',
};

/** What to do about a permanent failure, when the vendor's own adapter knows nothing better. */
export function hintOf(
  vendor: VendorIdentity,
  code: 'credential' | 'gone' | 'invalid' | 'plan' | 'refused',
): string {
  switch (code) {
    case 'credential':
      return vendor.credentialHint;
    case 'gone':
      return `It was deleted or never was there: catops doctor checks the set-up of ${vendor.name}.`;
    case 'plan':
      return `Your plan of ${vendor.name} does not include this.`;
    default:
      return 'catops doctor';
  }
}

/** Text of a vendor as one harmless line without secrets, at most 300 characters. */
export function vendorText({ secrets }: Pick<VendorIdentity, 'secrets'>, said: string): string {
  if (/^\s*<(!doctype|html)/i.test(said)) return 'an HTML page';
  let text = said;
  for (const secret of secrets) {
    const value = secret.reveal();
    if (value === '') continue;
    for (const form of new Set([value, encodeURIComponent(value)]))
      text = text.replaceAll(form, '[secret]');
  }
  const line = printable(text).replace(/\s+/g, ' ').trim();
  return cutText(line, 300).replace(/\.$/, '');
}

/** Milliseconds to wait as a vendor said it, in seconds or as a date beside its own clock. */
export function retryAfterMs(
  header: (name: string) => string | null | undefined,
  ...names: readonly string[]
): number | null {
  for (const name of names) {
    const value = header(name);
    if (!value) continue;
    const seconds = Number(value);
    if (Number.isFinite(seconds)) return Math.max(0, Math.round(seconds * 1000));
    const wait = Date.parse(value) - Date.parse(header('date') ?? '');
    if (Number.isFinite(wait)) return Math.max(0, wait);
  }
  return null;
}

/** ISO 8601 of a `Date` header; undefined when there is none or it is none. */
export function vendorTimeOf(date: string | null | undefined): string | undefined {
  const ms = Date.parse(date ?? '');
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}

/**
 * Aborted by the signal or after so many milliseconds, whichever is first. The timer holds it: on
 * Node 20 a signal made by AbortSignal.any may be collected before its time and then never aborts.
 */
export function bounded(signal: AbortSignal, ms: number): AbortSignal {
  const controller = new AbortController();
  const late = () => controller.abort(new DOMException('Too late.', 'TimeoutError'));
  setTimeout(late, ms).unref();
  const pass = () => controller.abort(signal.reason);
  // A command makes many calls under one signal; each listener goes when its call's time is over.
  setMaxListeners(0, signal, controller.signal);
  if (signal.aborted) pass();
  else signal.addEventListener('abort', pass, { once: true, signal: controller.signal });
  return controller.signal;
}

/** At most `most` UTF-16 units, an ellipsis at the end of what was cut; never half a character. */
export function cutText(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/**
 * The address without a trailing slash. CatopsError `config-invalid` unless it is https, or http to
 * this machine: credentials go there.
 */
export function checkedBaseUrl(vendor: string, base: string): string {
  const url = URL.canParse(base) ? new URL(base) : null;
  const loopback = ['127.0.0.1', '[::1]', 'localhost'].includes(url?.hostname ?? '');
  if (url?.protocol !== 'https:' && !(url?.protocol === 'http:' && loopback))
    throw badAddress(`The address of ${vendor} must be https (or http on 127.0.0.1).`);
  if (url.username || url.password || url.search)
    throw badAddress(`The address of ${vendor} must hold no credentials and no query.`);
  return base.replace(/\/+$/, '');
}

function badAddress(message: string): CatopsError {
  return new CatopsError('config-invalid', message, { hint: 'catops config explain' });
}

/** The code of a network failure, wherever the client put it. */
function networkCode(error: unknown): string | undefined {
  let at: unknown = error;
  for (let depth = 0; depth < 5 && at instanceof Error; depth += 1) {
    if ('code' in at && typeof at.code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(at.code))
      return at.code;
    if (at instanceof AggregateError && at.errors.length > 0) return networkCode(at.errors[0]);
    at = 'original' in at ? at.original : at.cause;
  }
  return undefined;
}
