import type { Clock } from '../../src/platform/host.js';
import type { WelcomeStore } from '../features/sign-up/store.js';
import type { Outbox } from './outbox.js';
import type { JobHandlers } from './work-off.js';

/** What the welcome mail needs. */
export interface WelcomeDeps {
  readonly store: WelcomeStore;
  readonly outbox: Outbox;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * Makes the key at the moment its mail is sent, so that it lies nowhere before. The mail is named
 * after its key. Whoever runs the job again looks first whether the mail of the account's key is
 * there: then all is done. If not, that key was never sent; it ends with the same step that makes
 * the next. So an account never has two usable keys of this job, and when the job is done the one
 * that is usable was sent, wherever it was killed and however often it ran, also twice at once.
 */
export function createWelcomeSender({ store, outbox, clock }: WelcomeDeps) {
  const send: JobHandlers['mail.welcome'] = async ({ accountId }, { signal }) => {
    const account = await store.find(accountId);
    // Erased before its mail was sent: there is nobody to write to.
    if (!account) return;
    const { address, keyId } = account;
    if (keyId !== undefined && (await outbox.has(nameOf(accountId, keyId)))) return;
    const made = await store.renewKey(accountId, clock.now());
    if (!made) return;
    const name = nameOf(accountId, made.keyId);
    await outbox.send({ name, to: address, subject, ...bodyOf(made.key) }, signal);
  };
  return send;
}

/** Erasing an account finds its mails by the beginning of their names. */
export const welcomeMailPrefix = (accountId: string) => `welcome-${accountId}-`;

const nameOf = (accountId: string, keyId: string) => `${welcomeMailPrefix(accountId)}${keyId}`;

const subject = 'Your key for the cat API';

function bodyOf(key: string) {
  // No line is longer than a mail may have without being encoded: the key can be read in the file.
  const lines = [
    'Welcome. This is your key for the cat API:',
    key,
    'Send it as the header x-api-key of your requests.',
    'Only a hash of it is kept, so keep this mail.',
    'If you did not ask for a key, do nothing: nobody else has this mail.',
  ];
  // The key is letters, digits and `_`: nothing of it has a meaning in HTML.
  const html = lines.map((line) => `<p>\n${line}\n</p>`).join('\n');
  return {
    text: `${lines.join('\n\n')}\n`,
    html: `<!doctype html>\n<html lang="en">\n<title>${subject}</title>\n${html}\n</html>\n`,
  };
}
