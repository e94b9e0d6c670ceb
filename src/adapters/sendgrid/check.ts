import type { Checkup, Finding } from '../../doctor/finding.js';
import { findingsOf } from '../../doctor/vendor-findings.js';
import { readBody } from '../../platform/read-body.js';
import type { Secret } from '../../platform/secret.js';
import {
  bounded,
  checkedBaseUrl,
  networkFailure,
  statusFailure,
  type VendorFailure,
  type VendorIdentity,
} from '../../platform/vendor-failure.js';

export interface SendGridCheckOptions {
  readonly url: string;
  /** Undefined: there is none, and no mail leaves. */
  readonly key: Secret | undefined;
  readonly fetch: typeof globalThis.fetch;
}

const make = findingsOf('SendGrid');
const timeoutMs = 15_000;
const needed = 'mail.send';
// What every key has, whatever it was made for ("API key permissions").
const ofEveryKey = /^(2fa_required|sender_verification_(eligible|legacy|exempt))$/;
const mendKey = 'make one with Mail Send alone in SendGrid, and set CATOPS_SENDGRID_KEY';

/** Looks at what the key may do. Read-only: no mail is sent. */
export function createSendGridCheckup({ url, key, fetch }: SendGridCheckOptions): Checkup {
  const base = checkedBaseUrl('SendGrid', url);
  return {
    area: 'SendGrid',
    examine: async (outer) => {
      if (!key) return [make.broken('key', 'No key is set: no mail leaves.', mendKey)];
      const identity = { name: 'SendGrid', secrets: [key], credentialHint: mendKey };
      const found = await scopesOf(identity, base, key, fetch, bounded(outer, timeoutMs));
      return Array.isArray(found)
        ? [scopeFinding(found)]
        : [make.failed('key', found as VendorFailure)];
    },
  };
}

function scopeFinding(scopes: readonly string[]): Finding {
  if (!scopes.includes(needed)) {
    return make.broken('key', `The key may not send mail: it lacks ${needed}.`, mendKey);
  }
  const more = scopes.filter((scope) => scope !== needed && !ofEveryKey.test(scope));
  if (more.length === 0) return make.ok('key', 'The key may send mail, and nothing else.');
  const says = `The key may send mail, and ${more.length} other things that nothing here needs.`;
  return make.warning('key', says, mendKey);
}

/** "Retrieve a list of scopes for which this user has access": those of the key that asks. */
async function scopesOf(
  identity: VendorIdentity,
  base: string,
  key: Secret,
  fetch: typeof globalThis.fetch,
  signal: AbortSignal,
): Promise<readonly string[] | VendorFailure> {
  try {
    const headers = { authorization: `Bearer ${key.reveal()}`, accept: 'application/json' };
    const response = await fetch(`${base}/v3/scopes`, { headers, redirect: 'manual', signal });
    const body = await readBody(response, signal);
    if (response.status !== 200) return statusFailure(identity, response.status, saidIn(body));
    const { scopes } = JSON.parse(body) as { readonly scopes?: unknown };
    return Array.isArray(scopes) ? scopes.map(String) : [];
  } catch (error) {
    return networkFailure(identity, error, signal);
  }
}

/** `{"errors": [{"message"}]}`; nothing of any other body. */
function saidIn(body: string): string {
  try {
    const { errors } = JSON.parse(body) as { readonly errors?: readonly { message?: unknown }[] };
    return (errors ?? []).map(({ message }) => String(message)).join('; ');
  } catch {
    return '';
  }
}
