import { command } from '../kit/command.js';
import { imageArgument, reviewReply } from '../kit/image-review.js';

export const imagesApprove = command({
  path: 'images approve',
  summary: 'Show an uploaded picture to everybody; running servers do within a second.',
  effect: 'write',
  args: [imageArgument],
  flags: {},
  examples: ['catops images approve Ab3dE_9x1', 'catops images approve --dry-run -- -b3dE_9x1'],
  run: ({ wiring, args, dryRun }) =>
    reviewReply(wiring, { id: args['id'] ?? '', verdict: 'approved', reason: null, dryRun }),
});
