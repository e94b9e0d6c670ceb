import { pictureFiles } from '../features/images/index.js';
import type { Cdn } from '../ports.js';
import { type LabelDeps, labelFiles } from './label-files.js';
import type { JobHandlers } from './work-off.js';

const extensions = ['jpg', 'png', 'gif'] as const;

/** What withdrawing needs. */
export interface WithdrawDeps extends LabelDeps {
  /** Undefined where none stands before the API. */
  readonly cdn: Cdn | undefined;
}

/**
 * Has the storage and the CDN forget a picture that the public may not see any more: what they were told
 * to keep for a year. It waits until every process knows (a second), or the CDN would fetch it again. Whoever does it
 * again sends the same request under the same name, which is none.
 */
export function createImageWithdrawal({ store, objects, cdn }: WithdrawDeps) {
  const withdraw: JobHandlers['image.withdraw'] = async ({ imageId }, { jobId, signal }) => {
    const picture = await store.find(imageId);
    if (picture?.isPublic) return;
    if (cdn) {
      // Of an erased account nothing says any more what kind of file it was.
      const kinds = picture ? [picture.extension] : extensions;
      const names = kinds.flatMap((extension) => pictureFiles({ id: imageId, extension }));
      const paths = names.map((name) => `/images/${name}`);
      await cdn.forget(paths, `catops-${imageId}-${jobId}`, signal);
    }
    // Last: a storage that is ill keeps nobody from the CDN.
    await labelFiles({ store, objects }, imageId);
  };
  return withdraw;
}
