export { getPicture } from './routes.js';

import { createHash } from 'node:crypto';
import { type Binding, bind } from '../../http/binding.js';
import { bodyReply, notFound, privately, type Reply } from '../../http/reply.js';
import type { ObjectStore } from '../../ports.js';
import { type ImageIndex, isUploadId } from '../images/index.js';
import type { ImageRecord } from '../images/store.js';
import type { UploadStore } from '../uploads/store.js';
import { getPicture } from './routes.js';

const contentTypes: Readonly<Record<ImageRecord['extension'], string>> = {
  jpg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
};
const fileName = /^([A-Za-z0-9_-]{1,64})\.(jpg|png|gif)$/;

/** The picture files with their handler. A name reaches the store only if it is a picture's. */
export function bindPictures(
  objects: Pick<ObjectStore, 'read'>,
  images: ImageIndex,
  uploads: Pick<UploadStore, 'find'>,
): Binding[] {
  return [
    bind(getPicture, {
      personal: ({ params }, accountId) => own(objects, images, uploads, params.file, accountId),
      known: ({ params }) => (recordOf(images, params.file) ? undefined : notFound),
      load: ({ params }) => read(objects, images, params.file),
    }),
  ];
}

/** Its owner alone is shown a picture that the public may not see, and nobody keeps it. */
function own(
  objects: Pick<ObjectStore, 'read'>,
  images: ImageIndex,
  uploads: Pick<UploadStore, 'find'>,
  file: string,
  accountId: string,
): (() => Promise<Reply>) | undefined {
  const [, id = '', extension] = fileName.exec(file) ?? [];
  if (!isUploadId(id) || images.get(id)) return undefined;
  return async () => {
    const upload = await uploads.find({ accountId, id });
    const body = upload?.extension === extension ? await objects.read(file) : undefined;
    if (!upload || !body) return notFound;
    return bodyReply(200, contentTypes[upload.extension], body, privately);
  };
}

function recordOf(images: ImageIndex, file: string): ImageRecord | undefined {
  const [, id, extension] = fileName.exec(file) ?? [];
  const record = id === undefined ? undefined : images.get(id)?.record;
  return record?.extension === extension ? record : undefined;
}

async function read(
  objects: Pick<ObjectStore, 'read'>,
  images: ImageIndex,
  file: string,
): Promise<Reply> {
  const record = recordOf(images, file);
  const body = record && (await objects.read(file));
  if (!body) return notFound;
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;
  const headers = ['ETag', etag, 'Cache-Control', 'public, max-age=31536000, immutable'];
  return { ...bodyReply(200, contentTypes[record.extension], body, headers), etag };
}
