import { CatopsError } from '../../src/platform/errors.js';
import { printable } from '../../src/platform/terminal-text.js';
import { command } from '../kit/command.js';

export const keyCreate = command({
  path: 'key create',
  summary: 'Make an API key; it is shown once.',
  effect: 'write',
  args: [{ name: 'name', doc: 'whose key it is, for the list', required: true }],
  flags: {},
  examples: ['catops key create "status page"'],
  async run({ wiring, args, dryRun }) {
    const name = args['name']?.trim() ?? '';
    if (name === '') {
      const hint = 'catops key create "status page"';
      throw new CatopsError('usage-invalid', 'The name of a key is empty.', { hint });
    }
    if (dryRun) {
      return {
        exit: 'ok',
        data: { schema: 'catops.key/v1', dryRun, name },
        text: () => `Would make a key named "${printable(name)}".`,
      };
    }
    const { key, row } = await wiring.admin(wiring.dataDir(), { op: 'key.create', name });
    return {
      exit: 'ok',
      data: { schema: 'catops.key/v1', dryRun, key, row },
      text: () =>
        `${key}\nSend it as x-api-key. Only its hash is kept, so it cannot be shown again. Id: ${row.keyId}`,
    };
  },
});
