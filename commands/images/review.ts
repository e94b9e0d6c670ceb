import { command } from '../kit/command.js';
import { flag } from '../kit/flags.js';
import { askFlags } from '../kit/shared-flags.js';

export const imagesReview = command({
  path: 'images review',
  summary: 'Look at the pictures that wait, with what was found in them, and decide.',
  description:
    'Lists what waits, what is probably fit first. With --next or an id it shows the picture in the terminal as well as that can, and asks what becomes of it; where nobody can answer it only shows it. What the analysis says is a hint: people decide.',
  effect: 'write',
  args: [
    {
      ...{ name: 'id', doc: 'of one picture, whatever was decided about it', required: false },
      completes: 'image',
    },
  ],
  flags: {
    ...askFlags,
    next: flag.toggle('one after the other, what is probably fit first'),
    limit: flag.integer('most pictures (default 100)', { placeholder: 'count', min: 1, max: 1000 }),
  },
  examples: [
    'catops images review',
    'catops images review --next',
    'catops images review Ab3dE_9x1',
    'catops images review --json',
  ],
  async run({ wiring, host, args, flags, json, dryRun, say }) {
    const [{ queueTable }, { lookAt, reviewOneByOne }, { canAsk }, { tableWidthOf }] =
      await Promise.all([
        import('../kit/image-queue-text.js'),
        import('../kit/image-queue.js'),
        import('../kit/ask.js'),
        import('../kit/terminal.js'),
      ]);
    const id = args['id'] ?? null;
    const ask = { op: 'image.queue', id, limit: flags.limit ?? 100 } as const;
    const { images, total } = await wiring.admin(wiring.dataDir(), ask);
    const [first] = images;
    const data = { schema: 'catops.image-queue/v1', images, total } as const;
    if (!first) return { exit: 'ok', data, text: () => 'No picture waits.' };
    if (json || (id === null && !flags.next)) {
      const width = tableWidthOf(host.stdout);
      return { exit: 'ok', data, text: () => queueTable(images, total, width) };
    }
    if (canAsk(host, flags.noInput)) {
      return reviewOneByOne({ host, wiring, dryRun, say }, images);
    }
    const shown = await lookAt({ host, wiring }, first);
    const how = `catops images approve ${first.id}, or catops images reject ${first.id} --reason "…"`;
    return { exit: 'ok', data, text: () => `${shown}\nTo decide: ${how}` };
  },
});
