import { command } from '../kit/command.js';
import { imageArgument } from '../kit/image-review.js';

export const imagesWake = command({
  path: 'images wake',
  summary: 'Bring back a picture that rests; of its votes only new ones count then.',
  effect: 'write',
  args: [{ ...imageArgument, doc: 'id of the picture, from `catops images resting`' }],
  flags: {},
  examples: ['catops images wake Ab3dE_9x1', 'catops images wake --dry-run -- -b3dE_9x1'],
  async run({ wiring, args, dryRun }) {
    const id = args['id'] ?? '';
    const { changed } = await wiring.admin(wiring.dataDir(), { op: 'image.wake', id, dryRun });
    return {
      exit: 'ok',
      data: { schema: 'catops.image-wake/v1', dryRun, id, changed },
      text: () => {
        if (!changed) return `Nothing to do: the picture ${id} does not rest.`;
        if (dryRun) return `Would bring back the picture ${id}.`;
        return `Brought back the picture ${id}; searches find it within a second.`;
      },
    };
  },
});
