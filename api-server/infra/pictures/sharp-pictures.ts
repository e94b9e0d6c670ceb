import type { Metadata, Sharp, SharpOptions } from 'sharp';
import type { ImageRecord } from '../../features/images/store.js';
import { Overloaded } from '../../http/failure.js';
import type { CleanPicture, PictureCleaner } from '../../ports.js';
import { pictureKind } from './picture-kind.js';
import { createPictureLanes } from './picture-lanes.js';
import { type SharpModule, sharpModule } from './sharp-module.js';

/** What a picture may cost. */
export interface PictureLimits {
  /** Of one picture, or of one frame of an animation. */
  readonly pixels: number;
  /** Pictures that are worked on at once, each by one core, beside one animation. */
  readonly atOnce: number;
}

// Making an animation takes a core up to two seconds for a million pixels: colours are chosen anew
// for each frame.
const animationPixels = 10_000_000;
const animationFrames = 500;
/** Far more than the bounds above take; a machine that is this late is overloaded. */
const longestSeconds = 60;

/**
 * Decodes and encodes pictures with libvips, on its own threads and a few at a time. Loaded with the
 * first picture; `confine` leaves the process no other decoders than those used here.
 */
export function createSharpPictures(
  limits: PictureLimits,
  options: { readonly confine: boolean },
): PictureCleaner {
  const inTurn = createPictureLanes(limits.atOnce);
  const loaded = sharpModule(options);
  return {
    async clean(bytes) {
      const kind = pictureKind(bytes);
      if (!kind) return undefined;
      const sharp = await loaded();
      return inTurn(kind, () => clean(sharp, bytes, kind, limits));
    },
  };
}

async function clean(
  sharp: SharpModule,
  bytes: Buffer,
  kind: ImageRecord['extension'],
  limits: PictureLimits,
): Promise<CleanPicture | 'too-large' | undefined> {
  // A file that is damaged is refused, not repaired; one that only warns is read.
  const given: SharpOptions = {
    failOn: 'error',
    limitInputPixels: false,
    animated: kind === 'gif',
  };
  try {
    const metadata = await sharp(bytes, given).metadata();
    // What begins like one thing and is read as another is neither.
    if (metadata.format !== (kind === 'jpg' ? 'jpeg' : kind)) return undefined;
    if (!isWithin(metadata, limits)) return 'too-large';
    const picture = sharp(bytes, given).timeout({ seconds: longestSeconds });
    // Turned as its metadata says, which then are gone with everything else that is no pixel.
    const upright = kind === 'gif' ? picture : picture.autoOrient();
    const encoded = encode(upright.toColourspace('srgb'), kind);
    const { data, info } = await encoded.toBuffer({ resolveWithObject: true });
    const { width, height, pageHeight } = info;
    return { extension: kind, width, height: pageHeight ?? height, bytes: data };
  } catch (error) {
    if (error instanceof Error && /^timeout:/.test(error.message)) {
      throw new Overloaded('A picture took too long.');
    }
    // All else that libvips says is about the file.
    return undefined;
  }
}

function isWithin(
  { width, height, pages = 1, pageHeight = height }: Metadata,
  { pixels }: PictureLimits,
): boolean {
  if (width * pageHeight > pixels) return false;
  return pages === 1 || (pages <= animationFrames && width * pageHeight * pages <= animationPixels);
}

function encode(picture: Sharp, kind: ImageRecord['extension']): Sharp {
  if (kind === 'jpg') return picture.jpeg({ quality: 90 });
  return kind === 'png' ? picture.png() : picture.gif({ effort: 1 });
}
