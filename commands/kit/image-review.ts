import type { AdminRequest } from '../../src/contracts/admin-process.js';
import { printable } from '../../src/platform/terminal-text.js';
import type { Argument, Reply } from './command.js';
import type { Wiring } from './wiring.js';

/** The picture that a review is about. */
export const imageArgument: Argument = {
  name: 'id',
  doc: 'id of the picture, from `catops images list`; after `--` when it begins with a dash',
  required: true,
  completes: 'image',
};

type Review = Omit<Extract<AdminRequest, { op: 'image.review' }>, 'op'>;

/** Decides about a picture, or finds out what that would change. */
export async function reviewReply(wiring: Wiring, review: Review): Promise<Reply> {
  const { changed, row } = await wiring.admin(wiring.dataDir(), { op: 'image.review', ...review });
  const { dryRun, verdict } = review;
  const name = row.originalFilename === null ? '' : ` (${printable(row.originalFilename)})`;
  const picture = `the picture ${row.id}${name}`;
  const verb = verdict === 'approved' ? 'approve' : 'reject';
  return {
    exit: 'ok',
    data: { schema: 'catops.image-review/v1', dryRun, verdict, changed, row },
    text: () => {
      if (!changed) return `Nothing to do: ${picture} is ${verdict} already.`;
      if (dryRun) return `Would ${verb} ${picture}, which is ${row.state} now: ${row.file}`;
      const effect =
        verdict === 'approved' ? 'everybody is shown it' : 'its owner alone is shown it';
      return `${verdict === 'approved' ? 'Approved' : 'Rejected'} ${picture}; ${effect} within a second.`;
    },
  };
}
