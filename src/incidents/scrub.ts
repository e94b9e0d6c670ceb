import { printable } from '../platform/terminal-text.js';

const masked = '[secret]';

// Shapes that are secrets wherever they stand. Each keeps what is in group 1.
const shapes: readonly RegExp[] = [
  /\bxox[abeoprs]-[A-Za-z0-9-]{8,}/g,
  /\bxapp-[A-Za-z0-9-]{8,}/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\b(?:ghp|gho|ghu|ghs|ghr)_[A-Za-z0-9]{20,}/g,
  /\bgithub_pat_[A-Za-z0-9_]{20,}/g,
  /\bglpat-[A-Za-z0-9_-]{16,}/g,
  /\bATTA[A-Za-z0-9]{32,}/g,
  /\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}/g,
  /\bsk-[A-Za-z0-9_-]{20,}/g,
  /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /(https:\/\/hooks\.slack\.com\/services\/)[A-Za-z0-9/]+/g,
  /([a-z][a-z0-9+.-]*:\/\/)[^\s/@:]+:[^\s/@]+(?=@)/gi,
  /(\b(?:Bearer|Basic|Token token=)\s*)[A-Za-z0-9+/=._~-]{8,}/gi,
  /(\boauth_(?:token|consumer_key)=["']?)[^\s"'&,]+/gi,
  /(\b[\w-]*(?:password|passwd|secret|token|api[_-]?key|access[_-]?key|routing[_-]?key)["']?\s*[:=]\s*["']?)(?!\[secret\])[^\s"'&,;]{4,}/gi,
];

/**
 * Text fit to be recorded and sent: no terminal escapes, no secrets. Known shapes of tokens and the
 * given values become `[secret]`; line breaks stay.
 */
export function scrub(text: string, secrets: readonly string[]): string {
  let clean = text.replace(/\r\n?/g, '\n').split('\n').map(printable).join('\n');
  for (const secret of secrets) {
    if (secret.length >= 6) clean = clean.replaceAll(secret, masked);
  }
  for (const shape of shapes) {
    clean = clean.replace(shape, (_match, kept: unknown) =>
      typeof kept === 'string' ? `${kept}${masked}` : masked,
    );
  }
  return clean;
}

/** The same for every string inside a value; keys, numbers and the rest stay as they are. */
export function scrubDeep<T>(value: T, secrets: readonly string[]): T;
export function scrubDeep(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string') return scrub(value, secrets);
  if (Array.isArray(value)) return value.map((item: unknown) => scrubDeep(item, secrets));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, scrubDeep(item, secrets)]),
  );
}
