import { CatopsError } from '../../src/platform/errors.js';
import { command } from '../kit/command.js';
import { flag } from '../kit/flags.js';
import { imageArgument, reviewReply } from '../kit/image-review.js';

export const imagesReject = command({
  path: 'images reject',
  summary: 'Show a picture to nobody but its owner, also one that was approved before.',
  effect: 'write',
  args: [imageArgument],
  flags: { reason: flag.text('why, for the record; needed', { placeholder: 'text' }) },
  examples: ['catops images reject Ab3dE_9x1 --reason "no cat in it"'],
  async run({ wiring, args, flags, dryRun }) {
    const reason = flags.reason?.trim() ?? '';
    if (reason === '') {
      throw new CatopsError('usage-invalid', 'A rejection needs its reason: --reason <text>.', {
        hint: 'catops images reject <id> --reason "no cat in it"',
      });
    }
    return reviewReply(wiring, { id: args['id'] ?? '', verdict: 'rejected', reason, dryRun });
  },
});
