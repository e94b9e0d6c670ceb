import type { ObjectLocation } from '../../../src/contracts/object-location.js';
import type { ProcessName } from '../process-name.js';
import { createDirectoryObjects } from './directory-objects.js';
import type { Objects } from './objects.js';
import { createS3Objects } from './s3-objects.js';

/** The objects at a place. */
export function openObjects(
  location: ObjectLocation,
  options: { readonly process: ProcessName; readonly now: () => number },
): Objects {
  if (location.kind === 's3') return createS3Objects(location);
  return createDirectoryObjects({ directory: location.path, ...options });
}
