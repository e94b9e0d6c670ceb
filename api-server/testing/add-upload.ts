import type { Upload, UploadStore } from '../features/uploads/store.js';

/** Adds an upload as the API does, which writes its file in between. False when its id is taken. */
export async function addUpload(
  store: Pick<UploadStore, 'reserve' | 'add'>,
  upload: Upload,
): Promise<boolean> {
  return (await store.reserve(upload)) && store.add(upload);
}
