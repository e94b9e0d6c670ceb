import type { AdminReply } from '../../src/contracts/admin-process.js';
import { CatopsError, messageOf } from '../../src/platform/errors.js';
import { printable } from '../../src/platform/terminal-text.js';
import { forgetAccount, isNamed } from '../../src/rollups/forget-account.js';
import { counted } from '../../src/rollups/report/figures.js';
import type { Reply } from './command.js';
import { confirmed, type Preview } from './preview.js';
import { type RollupInvocation, withRollups } from './rollup-context.js';

type Erased = AdminReply<'account.erase'>;

/** What each figure of the reply counts. */
const nouns: Readonly<Record<keyof Erased, string>> = {
  accounts: 'account',
  addresses: 'mail address',
  keys: 'key',
  votes: 'vote',
  favourites: 'favourite',
  webhooks: 'webhook',
  jobs: 'queued job',
  pictures: 'picture',
  mails: 'mail in the outbox',
};

/** Shows what an account has, and removes it when somebody agrees: first the API's, then the rollups'. */
export async function eraseReply(
  invocation: RollupInvocation & {
    readonly args: Readonly<Record<string, string | undefined>>;
    readonly flags: { readonly yes: boolean; readonly noInput: boolean };
  },
): Promise<Reply> {
  const { host, flags, dryRun, wiring } = invocation;
  const accountId = checkedId(invocation.args['id'] ?? '');
  const ask = (dry: boolean) =>
    wiring.admin(wiring.dataDir(), { op: 'account.erase', accountId, dryRun: dry });
  const found = await ask(true);
  if (isNothing(found)) await refuseUnknown(invocation, accountId);
  const preview = previewOf(accountId, found);
  if (dryRun) {
    const data = { schema: 'catops.account-erase/v1' as const, dryRun, accountId };
    const text = () => [preview.summary, ...preview.notes].map(printable).join('\n');
    return { exit: 'ok', data: { ...data, ...found }, text };
  }
  const argv = ['catops', ...host.argv, '--yes'];
  const stopped = await confirmed(host, preview, { ...flags, argv });
  if (stopped) return stopped;
  const erased = await ask(false);
  const { days, problem } = await forgetInRollups(invocation, accountId);
  return {
    exit: problem === undefined ? 'ok' : 'partial',
    data: {
      ...{ schema: 'catops.account-erase/v1', dryRun, accountId, ...erased },
      ...{ rollupDays: days, problem: problem ?? null },
    },
    text: () =>
      [
        `Removed of account ${accountId}: ${whatOf(erased)}.`,
        ...(days === null ? [] : [`Rollups rewritten without it: ${counted(days.length, 'day')}.`]),
        ...(problem === undefined
          ? []
          : [`The rollups still name it: ${problem} Run the same again when that is mended.`]),
      ]
        .map(printable)
        .join('\n'),
  };
}

const isNothing = (found: Erased) => Object.values(found).every((count) => count === 0);

/** Of an account that the API knows nothing of, an erasure that broke off may have left rollups. */
async function refuseUnknown(invocation: RollupInvocation, accountId: string): Promise<void> {
  const known = await withRollups(invocation, ({ rollups }) =>
    isNamed(rollups.deps, accountId, invocation.host.signal),
  );
  if (known) return;
  throw new CatopsError('usage-invalid', `There is no account ${accountId}, nor anything of it.`, {
    hint: 'catops key list',
  });
}

async function forgetInRollups(invocation: RollupInvocation, accountId: string) {
  try {
    const days = await withRollups(invocation, ({ rollups }) =>
      forgetAccount(rollups.deps, accountId, invocation.host.signal),
    );
    return { days, problem: undefined };
  } catch (error) {
    // What the API held is gone already: that is said, whatever is the matter here.
    if (!(error instanceof CatopsError) || error.code === 'interrupted') throw error;
    return { days: null, problem: messageOf(error) };
  }
}

function checkedId(id: string): string {
  if (/^[0-9a-z]{6}$/.test(id)) return id;
  throw new CatopsError('usage-invalid', `"${printable(id)}" is no id of an account.`, {
    hint: 'catops key list',
  });
}

function previewOf(accountId: string, found: Erased): Preview {
  return {
    summary: `Would remove of account ${accountId}, for good: ${whatOf(found)}.`,
    wakes: [],
    requests: [],
    notes: ['Would rewrite the daily accounts of the rollups without it.'],
  };
}

function whatOf(erased: Erased): string {
  const parts = (Object.keys(nouns) as (keyof Erased)[])
    .filter((name) => erased[name] > 0)
    .map((name) => plural(erased[name], nouns[name]));
  return parts.length === 0 ? 'nothing but its name in the rollups' : parts.join(', ');
}

function plural(count: number, noun: string): string {
  if (noun === nouns.addresses) return `${count} ${noun}${count === 1 ? '' : 'es'}`;
  return noun === nouns.mails && count !== 1
    ? `${count} mails in the outbox`
    : counted(count, noun);
}
