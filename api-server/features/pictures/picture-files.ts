import { createHash } from 'node:crypto';
import {
  bodyReply,
  privately,
  type RawHeaders,
  type Reply,
  streamReply,
  textReply,
} from '../../http/reply.js';
import type { BytePart, ObjectStore } from '../../ports.js';
import { type ImageIndex, isUploadId, type PictureSize } from '../images/index.js';
import type { ImageRecord } from '../images/store.js';
import type { UploadStore } from '../uploads/store.js';
import { askedFile } from './picture-name.js';

const contentTypes: Readonly<Record<ImageRecord['extension'], string>> = {
  jpg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
};

type PictureObjects = Pick<ObjectStore, 'read' | 'size' | 'stream'>;

/** A larger file is not held in memory, but read as it is sent. */
const longestHeld = 1_048_576;

/** It may be a picture that waits, and then be there in a second: no cache on the way keeps this. */
const noSuchFile = textReply(404, 'NOT_FOUND', ['Cache-Control', 'no-store']);
const forever = [
  ...['Cache-Control', 'public, max-age=31536000, immutable'],
  ...['Accept-Ranges', 'bytes'],
];

/** Answers with picture files. */
export class PictureFiles {
  readonly #objects: PictureObjects;
  readonly #images: ImageIndex;
  readonly #uploads: Pick<UploadStore, 'find'>;

  constructor(objects: PictureObjects, images: ImageIndex, uploads: Pick<UploadStore, 'find'>) {
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
      return (await this.#file(name, privately))?.reply ?? noSuchFile;
    };
  }

  /** The refusal of a name that no picture of the public has: random names cost no look at a disk. */
  unknown(file: string, size: PictureSize): Reply | undefined {
    return this.#nameOf(file, size) === undefined ? noSuchFile : undefined;
  }

  async read(file: string, size: PictureSize): Promise<Reply> {
    const found = await this.#file(this.#nameOf(file, size), forever);
    if (!found) return noSuchFile;
    const { reply, etag } = found;
    return { ...reply, headers: [...reply.headers, 'ETag', etag], etag };
  }

  /** A file as a reply, and what tells it from any other that had its name. */
  async #file(name: string | undefined, headers: RawHeaders) {
    const bytes = name === undefined ? undefined : await this.#objects.size(name);
    if (name === undefined || bytes === undefined) return undefined;
    if (bytes > longestHeld) {
      const stream = (part?: BytePart) => this.#objects.stream(name, part);
      const reply = { ...streamReply(200, typeOf(name), bytes, headers), stream };
      // A picture is not changed under its name; those of the seed, which may be, are far smaller.
      return { reply, etag: `"${name.replace(/[^A-Za-z0-9_-]/g, '-')}-${bytes.toString(36)}"` };
    }
    const body = await this.#objects.read(name);
    if (!body) return undefined;
    const hash = createHash('sha256').update(body).digest('base64url').slice(0, 27);
    return { reply: bodyReply(200, typeOf(name), body, headers), etag: `"${hash}"` };
  }

  #nameOf(file: string, size: PictureSize): string | undefined {
    const asked = askedFile(file, size);
    return asked?.nameIn(this.#images.get(asked.id)?.record);
  }
}

function typeOf(file: string): string {
  return contentTypes[file.slice(file.lastIndexOf('.') + 1) as ImageRecord['extension']];
}
