import type { Failure } from '../../incidents/ports.js';
import { hintOf, type VendorIdentity, vendorText } from '../../platform/vendor-failure.js';

type PermanentCode = Extract<Failure, { kind: 'permanent' }>['code'];

// "It's possible some aspect of the operation succeeded before the error was raised."
const unknownErrors = new Set([
  'fatal_error',
  'internal_error',
  'request_timeout',
  'service_unavailable',
  'team_added_to_org',
]);

// Errors that say more than "invalid", with what to do about them.
const known: Readonly<Record<string, readonly [PermanentCode, string?]>> = {
  account_inactive: ['credential'],
  invalid_auth: ['credential'],
  not_authed: ['credential'],
  token_expired: ['credential'],
  token_revoked: ['credential'],
  not_allowed_token_type: ['credential', 'CATOPS_SLACK_TOKEN must be a bot token (xoxb-…).'],
  no_permission: ['credential'],
  channel_not_found: ['gone', 'Check CATOPS_SLACK_CHANNEL, and invite the app if it is private.'],
  message_not_found: ['gone'],
  thread_not_found: ['gone'],
  is_archived: ['refused', 'The channel is archived: unarchive it, then catops incident sync.'],
  not_in_channel: ['refused', 'Invite the app to the channel: /invite @catops'],
  restricted_action: [
    'refused',
    'The workspace lets this app make no channels: set CATOPS_SLACK_CHANNEL.',
  ],
  user_is_restricted: ['refused'],
  edit_window_closed: ['refused', 'The workspace does not allow late edits.'],
  cant_update_message: ['refused'],
  access_denied: ['refused'],
};

/** What an answer with `ok: false` means for the next attempt. */
export function platformFailure(
  identity: VendorIdentity,
  data: Readonly<Record<string, unknown>>,
  retryAfterMs: number | null,
): Failure {
  const error = typeof data['error'] === 'string' ? data['error'] : '';
  // An error page that came with 200 is no word of the vendor's.
  if (!/^[a-z0-9_]{1,80}$/.test(error))
    return { kind: 'unknown', message: 'Slack gave an answer that cannot be read.' };
  const message = `Slack answered ${error}${neededScope(identity, data)}.`;
  if (error === 'ratelimited' || error === 'rate_limited')
    return { kind: 'rate-limited', retryAfterMs, message };
  if (unknownErrors.has(error)) return { kind: 'unknown', message };
  if (error === 'missing_scope')
    return {
      kind: 'permanent',
      code: 'credential',
      message,
      hint: 'Add the scope to the app, install it again, and set the new CATOPS_SLACK_TOKEN.',
    };
  const [code, hint] = known[error] ?? ['invalid'];
  return { kind: 'permanent', code, message, hint: hint ?? hintOf(identity, code) };
}

/** The error's own word, for those who must tell one refusal from another. */
export function isSlackError(failure: Failure, error: string): boolean {
  return failure.kind === 'permanent' && failure.message === `Slack answered ${error}.`;
}

function neededScope(identity: VendorIdentity, data: Readonly<Record<string, unknown>>): string {
  const needed = data['needed'];
  return typeof needed === 'string' ? ` (needs ${vendorText(identity, needed)})` : '';
}
