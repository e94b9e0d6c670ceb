import { printable } from '../../src/platform/terminal-text.js';
import { command } from '../kit/command.js';

export const keyList = command({
  path: 'key list',
  summary: 'List the API keys, without their secrets.',
  effect: 'read',
  flags: {},
  examples: ['catops key list', 'catops key list --json'],
  async run({ wiring }) {
    const { table } = await import('../kit/table.js');
    const { keys } = await wiring.admin(wiring.dataDir(), { op: 'key.list' });
    return {
      exit: 'ok',
      data: { schema: 'catops.keys/v1', keys },
      text: () => {
        if (keys.length === 0) return 'No keys yet. Make one: catops key create <name>';
        const rows = keys.map(({ keyId, accountId, createdAt, revokedAt, expiresAt, name }) => {
          const state = revokedAt ? 'revoked' : expiresAt ? 'expires' : 'active';
          return [keyId, accountId, createdAt, state, printable(name)];
        });
        const titles = ['ID', 'ACCOUNT', 'CREATED (UTC)', 'STATE', 'NAME'];
        return table(
          titles.map((title) => ({ title })),
          rows,
        );
      },
    };
  },
});
