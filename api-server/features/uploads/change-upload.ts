import type { AccountAsk } from '../../http/binding.js';
import { emptyReply, invalidData, jsonReply, type Reply } from '../../http/reply.js';
import type { BreedIndex } from '../breeds/index.js';
import { type ImageMemory, noSuchImage, pictureFiles } from '../images/index.js';
import type { UploadBreed } from './store.js';
import { discard, type UploadDeps } from './upload-image.js';

const gone = emptyReply(204);

type OfImage = AccountAsk<{ readonly image_id: string }>;
type WithBreed = AccountAsk<{ readonly image_id: string }, unknown, { readonly breed_id: string }>;
type OfBreed = AccountAsk<{ readonly image_id: string; readonly breed_id: string }>;

/** What changing an upload needs. */
export interface ChangeDeps extends Pick<UploadDeps, 'uploads' | 'objects' | 'failures' | 'clock'> {
  readonly images: ImageMemory['images'];
  readonly breeds: BreedIndex;
}

/** Removes an own picture: its row is hidden for good, and its files go. */
export async function removeUpload(
  deps: ChangeDeps,
  { accountId, params }: OfImage,
): Promise<Reply> {
  const removed = await deps.uploads.remove({ accountId, id: params.image_id }, deps.clock.now());
  if (!removed) return invalidData;
  for (const name of pictureFiles(removed)) await discard(deps, name);
  return gone;
}

/** Says that an own picture shows a breed; again, when it was said before. */
export function attachBreed(deps: ChangeDeps, { accountId, params, body }: WithBreed) {
  const breed = { accountId, id: params.image_id, breedId: body.breed_id };
  return changeBreed(deps, breed, (now) => deps.uploads.attachBreed(breed, now));
}

/** Takes that back. */
export function detachBreed(deps: ChangeDeps, { accountId, params }: OfBreed) {
  const breed = { accountId, id: params.image_id, breedId: params.breed_id };
  return changeBreed(deps, breed, (now) => deps.uploads.detachBreed(breed, now));
}

/** Another account's picture that waits for approval is as none: nothing tells that it is there. */
async function changeBreed(
  { uploads, images, breeds, clock }: ChangeDeps,
  breed: UploadBreed,
  change: (now: number) => Promise<boolean>,
): Promise<Reply> {
  const { id, breedId } = breed;
  if (breeds.get(breedId) && (await change(clock.now()))) {
    return jsonReply(JSON.stringify({ message: 'SUCCESS', image_id: id, breed_id: breedId }));
  }
  const isKnown = images.get(id) !== undefined || (await uploads.find(breed)) !== undefined;
  return isKnown ? invalidData : noSuchImage(id);
}
