import { type LabelDeps, labelFiles } from './label-files.js';
import type { JobHandlers } from './work-off.js';

/** Tells the storage that everybody may see a picture. Whoever does it again tells it the same. */
export function createImagePublisher(deps: LabelDeps) {
  const publish: JobHandlers['image.publish'] = ({ imageId }) => labelFiles(deps, imageId);
  return publish;
}
