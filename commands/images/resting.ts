import { command } from '../kit/command.js';

const mostShown = 100;

export const imagesResting = command({
  path: 'images resting',
  summary: 'List the pictures that no search finds because people dislike them.',
  description:
    'Once an hour a picture goes out of rotation when its newest votes (20 at least, of 3 accounts) show with 95 % ' +
    'confidence that 70 % or more dislike it, and comes back below 60 %. At most a tenth of all pictures rests. ' +
    'It keeps its page and its address.',
  effect: 'read',
  flags: {},
  examples: ['catops images resting', 'catops images resting --json'],
  async run({ wiring }) {
    const { table } = await import('../kit/table.js');
    const ask = { op: 'image.resting', limit: mostShown } as const;
    const { images, total } = await wiring.admin(wiring.dataDir(), ask);
    return {
      exit: 'ok',
      data: { schema: 'catops.resting-images/v1', images, total },
      text: () => {
        if (total === 0) return 'No picture rests.';
        const rows = images.map(({ id, since, up, down, accounts, dislike }) => [
          ...[id, since, String(up), String(down), String(accounts)],
          `${Math.floor(dislike * 100)} %`,
        ]);
        const titles = ['ID', 'SINCE (UTC)', 'UP', 'DOWN', 'ACCOUNTS', 'AT LEAST DISLIKE IT'];
        const list = table(
          titles.map((title) => ({ title })),
          rows,
        );
        return total > images.length ? `${list}\nThe first ${images.length} of ${total}.` : list;
      },
    };
  },
});
