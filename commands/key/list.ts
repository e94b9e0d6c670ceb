import { printable } from '../../src/platform/terminal-text.js';
import { command } from '../kit/command.js';

export const keyList = command({
  path: 'key list',
  summary: 'List the API keys, without their secrets.',
  effect: 'read',
  flags: {},
  examples: ['catops key list', 'catops key list --json'],
  async run({ wiring }) {
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
        return table([['ID', 'ACCOUNT', 'CREATED (UTC)', 'STATE', 'NAME'], ...rows]);
      },
    };
  },
});

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
