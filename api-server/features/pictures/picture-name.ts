import { type PictureSize, pictureFile } from '../images/index.js';
import type { ShownImage } from '../images/store.js';

const fileName = /^([A-Za-z0-9_-]{1,64})\.(jpg|png|gif)$/;

/** A picture file that somebody asks for. */
export interface AskedFile {
  readonly id: string;
  /** Its name among the objects, if the picture has such a file. */
  nameIn(
    picture: Pick<ShownImage, 'id' | 'extension' | 'renditions'> | undefined,
  ): string | undefined;
}

/** Reads a name and a size of a path; undefined for what is no name of a picture. */
export function askedFile(file: string, size: PictureSize): AskedFile | undefined {
  const [, id, extension] = fileName.exec(file) ?? [];
  if (id === undefined) return undefined;
  return {
    id,
    nameIn(picture) {
      if (!picture || picture.extension !== extension) return undefined;
      if (size !== 'full' && !picture.renditions.includes(size)) return undefined;
      return pictureFile(picture, size);
    },
  };
}
