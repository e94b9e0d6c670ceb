import { CatopsError } from '../../src/platform/errors.js';
import { printable } from '../../src/platform/terminal-text.js';
import { command } from '../kit/command.js';

export const keyRevoke = command({
  path: 'key revoke',
  summary: 'End an API key; running servers refuse it within a second.',
  effect: 'destroy',
  args: [{ name: 'id', doc: 'id of the key, from `catops key list`', required: true }],
  flags: {},
  examples: ['catops key revoke key_1a2b3c4d5e'],
  async run({ wiring, args, dryRun }) {
    const keyId = args['id'] ?? '';
    if (dryRun) {
      const { keys } = await wiring.admin(wiring.dataDir(), { op: 'key.list' });
      if (!keys.some((row) => row.keyId === keyId)) {
        throw new CatopsError('usage-invalid', `No key has the id "${printable(keyId)}".`, {
          hint: 'catops key list',
        });
      }
      return {
        exit: 'ok',
        data: { schema: 'catops.key/v1', dryRun, keyId },
        text: () => `Would end the key ${printable(keyId)}.`,
      };
    }
    const { revoked, row } = await wiring.admin(wiring.dataDir(), { op: 'key.revoke', keyId });
    const name = printable(row.name);
    return {
      exit: 'ok',
      data: { schema: 'catops.key/v1', dryRun, revoked, row },
      text: () =>
        revoked
          ? `Ended the key "${name}" (${row.keyId}).`
          : `The key "${name}" (${row.keyId}) had already ended.`,
    };
  },
});
