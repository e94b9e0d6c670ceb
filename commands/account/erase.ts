import { command } from '../kit/command.js';
import { dataFlags } from '../kit/rollup-flags.js';
import { consentFlags } from '../kit/shared-flags.js';

export const accountErase = command({
  path: 'account erase',
  summary: "Remove a person's data for good, and say what it was.",
  description:
    'Its address, keys, votes, favourites, webhooks, pictures, queued jobs and mails, and its rows in ' +
    'the daily accounts of the rollups. Running servers refuse its keys within a second; what came in ' +
    'during that second goes when you run it once more. The raw log holds its id until `catops ' +
    'rollup purge`. Doing it again is safe: when nothing is left, it says so and ends with 2.',
  effect: 'destroy',
  args: [{ name: 'id', doc: 'id of the account, from `catops key list`', required: true }],
  flags: { ...dataFlags, ...consentFlags },
  examples: ['catops account erase u1x9k2 --dry-run', 'catops account erase u1x9k2 --yes'],
  async run(invocation) {
    const { eraseReply } = await import('../kit/account-erase.js');
    return eraseReply(invocation);
  },
});
