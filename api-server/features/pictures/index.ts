export { getPicture } from './routes.js';

import { createHash } from 'node:crypto';
import { type Binding, bind } from '../../http/binding.js';
import { bodyReply, notFound, type Reply } from '../../http/reply.js';
import type { ObjectStore } from '../../ports.js';
import type { ImageIndex } from '../images/index.js';
import type { ImageRecord } from '../images/store.js';
import { getPicture } from './routes.js';

const contentTypes: Readonly<Record<ImageRecord['extension'], string>> = {
  jpg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
};
const fileName = /^([A-Za-z0-9_-]{1,64})\.(jpg|png|gif)$/;

/** The picture files with their handler. A name reaches the store only if it is a picture's. */
export function bindPictures(objects: ObjectStore, images: ImageIndex): Binding[] {
  return [
    bind(getPicture, {
      known: ({ params }) => (recordOf(images, params.file) ? undefined : notFound),
      load: ({ params }) => read(objects, images, params.file),
    }),
  ];
}

function recordOf(images: ImageIndex, file: string): ImageRecord | undefined {
  const [, id, extension] = fileName.exec(file) ?? [];
  const record = id === undefined ? undefined : images.get(id)?.record;
  return record?.extension === extension ? record : undefined;
}

async function read(objects: ObjectStore, images: ImageIndex, file: string): Promise<Reply> {
  const record = recordOf(images, file);
  const body = record && (await objects.read(file));
  if (!body) return notFound;
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;
  const headers = ['ETag', etag, 'Cache-Control', 'public, max-age=31536000, immutable'];
  return { ...bodyReply(200, contentTypes[record.extension], body, headers), etag };
}
