import { printable } from '../../src/platform/terminal-text.js';
import { command } from '../kit/command.js';
import { flag } from '../kit/flags.js';

const states = ['waiting', 'approved', 'rejected'] as const;
const mostShown = 100;

export const imagesList = command({
  path: 'images list',
  summary: 'List the uploaded pictures that wait for approval.',
  effect: 'read',
  flags: { state: flag.oneOf('those that wait, or that were decided so', states) },
  examples: ['catops images list', 'catops images list --state rejected --json'],
  async run({ wiring, flags }) {
    const { table } = await import('../kit/table.js');
    const state = flags.state ?? 'waiting';
    const ask = { op: 'image.list', state, limit: mostShown } as const;
    const { images, total } = await wiring.admin(wiring.dataDir(), ask);
    return {
      exit: 'ok',
      data: { schema: 'catops.images/v1', state, images, total },
      text: () => {
        if (total === 0) return state === 'waiting' ? 'No picture waits.' : `None is ${state}.`;
        const rows = images.map((image) => [
          ...[image.id, image.accountId ?? '—', image.createdAt],
          ...[`${image.width}×${image.height}`, printable(image.originalFilename ?? '—')],
          state === 'rejected' ? printable(image.reason ?? '—') : image.file,
        ]);
        const last = state === 'rejected' ? 'REASON' : 'FILE';
        const titles = ['ID', 'ACCOUNT', 'SENT (UTC)', 'SIZE', 'NAME', last];
        const list = table(
          titles.map((title) => ({ title })),
          rows,
        );
        return total > images.length ? `${list}\nThe first ${images.length} of ${total}.` : list;
      },
    };
  },
});
