import { createHash } from 'node:crypto';
import { bodyReply, privately, type Reply, textReply } from '../../http/reply.js';
import type { ObjectStore } from '../../ports.js';
import { type ImageIndex, isUploadId, type PictureSize } from '../images/index.js';
import type { ImageRecord } from '../images/store.js';
import type { UploadStore } from '../uploads/store.js';
import { askedFile } from './picture-name.js';

const contentTypes: Readonly<Record<ImageRecord['extension'], string>> = {
  jpg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
};

/** It may be a picture that waits, and then be there in a second: no cache on the way keeps this. */
const noSuchFile = textReply(404, 'NOT_FOUND', ['Cache-Control', 'no-store']);
const forever = [
  ...['Cache-Control', 'public, max-age=31536000, immutable'],
  ...['Accept-Ranges', 'bytes'],
];

/** Answers with picture files. */
export class PictureFiles {
  readonly #objects: Pick<ObjectStore, 'read'>;
  readonly #images: ImageIndex;
  readonly #uploads: Pick<UploadStore, 'find'>;

  constructor(
    objects: Pick<ObjectStore, 'read'>,
    images: ImageIndex,
    uploads: Pick<UploadStore, 'find'>,
  ) {
    this.#objects = objects;
    this.#images = images;
    this.#uploads = uploads;
  }

  /** Its owner alone is shown a picture that the public may not see, and nobody keeps it. */
  own(file: string, size: PictureSize, accountId: string): (() => Promise<Reply>) | undefined {
    const asked = askedFile(file, size);
    if (!asked || !isUploadId(asked.id) || this.#images.get(asked.id)) return undefined;
    return async () => {
      const upload = await this.#uploads.find({ accountId, id: asked.id });
      const name = asked.nameIn(upload);
      const body = name === undefined ? undefined : await this.#objects.read(name);
      if (!upload || !body) return noSuchFile;
      return bodyReply(200, contentTypes[upload.extension], body, privately);
    };
  }

  /** The refusal of a name that no picture of the public has: random names cost no look at a disk. */
  unknown(file: string, size: PictureSize): Reply | undefined {
    return this.#nameOf(file, size) === undefined ? noSuchFile : undefined;
  }

  async read(file: string, size: PictureSize): Promise<Reply> {
    const name = this.#nameOf(file, size);
    const body = name === undefined ? undefined : await this.#objects.read(name);
    if (!body) return noSuchFile;
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;
    return { ...bodyReply(200, typeOf(file), body, ['ETag', etag, ...forever]), etag };
  }

  #nameOf(file: string, size: PictureSize): string | undefined {
    const asked = askedFile(file, size);
    return asked?.nameIn(this.#images.get(asked.id)?.record);
  }
}

function typeOf(file: string): string {
  return contentTypes[file.slice(file.lastIndexOf('.') + 1) as ImageRecord['extension']];
}
