import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../platform/node-host.js';
import { Secret } from '../../platform/secret.js';
import { leaksIn } from '../../testing/secret-canary.js';
import { createTrelloCheckup, type TrelloCheckOptions } from './check.js';
import { type LoopbackTrello, startLoopbackTrello } from './loopback/server.js';

let vendor: LoopbackTrello;
const quiet = new AbortController().signal;

beforeEach(async () => {
  vendor = await startLoopbackTrello();
});

afterEach(async () => {
  await vendor.close();
  vendor.verify();
});

async function examined(given: Partial<TrelloCheckOptions> = {}): Promise<unknown[]> {
  const { url, account, internal, public: open } = vendor;
  const findings = await createTrelloCheckup({
    url,
    key: new Secret(account.key),
    token: new Secret(account.token),
    fetch,
    board: internal.id,
    publicBoard: open.id,
    clock: systemClock,
    ...given,
  }).examine(quiet);
  expect(leaksIn(findings, [account.key, account.token, 'canary-wrong'])).toEqual([]);
  for (const { state, mend } of findings) expect(mend === null).toBe(state === 'ok');
  return findings.map(({ check, state }) => [check, state]);
}

describe('the checkup of Trello', () => {
  it('finds nothing to mend in a sound set-up, and makes no card', async () => {
    expect(await examined()).toEqual(
      [
        'key and token',
        'board',
        'lists of the board',
        'labels of the board',
        'public board',
        'lists of the public board',
        'clock',
      ].map((check) => [check, 'ok']),
    );
    expect(vendor.cards).toEqual([]);
  });

  it('finds lists and labels that are missing', async () => {
    await vendor.close();
    const [internal, open] = vendor.account.boards;
    if (!internal || !open) throw new Error('no boards');
    const lists = internal.lists.slice(0, 1);
    const boards = [
      { ...internal, lists, labels: [] },
      { ...open, lists: [] },
    ];
    vendor = await startLoopbackTrello({ boards });
    const findings = await examined();
    expect(findings).toContainEqual(['lists of the board', 'warning']);
    expect(findings).toContainEqual(['labels of the board', 'warning']);
    expect(findings).toContainEqual(['public board', 'broken']);
  });

  it.each([
    ['a refused token', { token: new Secret('canary-wrong') }, ['key and token', 'broken']],
    ['a board that is not there', { board: 'f'.repeat(24) }, ['board', 'broken']],
    ['no public board', { publicBoard: undefined }, ['public board', 'absent']],
  ] as const)('finds %s', async (_, given, finding) => {
    expect(await examined(given)).toContainEqual(finding);
  });

  it('finds that strangers would read the internal board', async () => {
    expect(await examined({ publicBoard: vendor.internal.id })).toContainEqual([
      'public board',
      'broken',
    ]);
  });
});
