export { addBreed, deleteImage, listUploads, removeBreed, uploadImage } from './routes.js';

import { type Binding, bindAccount } from '../../http/binding.js';
import type { AppDeps } from '../../ports.js';
import type { BreedIndex } from '../breeds/index.js';
import type { ImageMemory } from '../images/index.js';
import { attachBreed, detachBreed, removeUpload } from './change-upload.js';
import { listUploads as list } from './list-uploads.js';
import { addBreed, deleteImage, listUploads, removeBreed, uploadImage } from './routes.js';
import { uploadImage as upload } from './upload-image.js';

/** What is known of pictures and breeds without asking the database. */
interface Memory extends ImageMemory {
  readonly breeds: BreedIndex;
}

/** The routes of uploads with their handlers. */
export function bindUploads(app: AppDeps, { images, breeds, rows }: Memory): Binding[] {
  const { stores, objects, pictures, failures, clock, config } = app;
  const { uploads } = stores;
  const { uploadApproval: approval, searchLimitKeyed: longestPage } = config;
  const uploading = { uploads, objects, pictures, failures, clock, approval, breeds, rows };
  const changing = { uploads, objects, failures, clock, images, breeds };
  return [
    bindAccount(listUploads, (ask) => list({ ...stores, rows, longestPage }, ask)),
    bindAccount(uploadImage, (ask) => upload(uploading, ask)),
    bindAccount(deleteImage, (ask) => removeUpload(changing, ask)),
    bindAccount(addBreed, (ask) => attachBreed(changing, ask)),
    bindAccount(removeBreed, (ask) => detachBreed(changing, ask)),
  ];
}
