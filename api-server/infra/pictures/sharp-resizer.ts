import type { Sharp } from 'sharp';
import {
  type RenditionName,
  renditionsWithin,
  renditionWidths,
} from '../../features/images/index.js';
import type { MadeRendition, PictureResizer } from '../../ports.js';
import { createPictureLanes } from './picture-lanes.js';
import { type SharpModule, type SharpOptions, sharpModule } from './sharp-module.js';

/** How many pictures are worked on at once, each by one core, beside one animation. */
export interface ResizerOptions extends SharpOptions {
  readonly atOnce: number;
}

/**
 * For one copy: more than the worst upload takes. A machine that is this late is overloaded, and the next
 * picture must not wait for one whose job was given up.
 */
const longestSeconds = 20;

// What came here was made by us: its bounds were checked then.
const given = { failOn: 'error', limitInputPixels: false } as const;

/**
 * Makes smaller copies with libvips. Those of a still picture are made of each other, the widest
 * first, so it is decoded once and the memory is that of the picture, at most four bytes for each of
 * its pixels, and of one copy.
 */
export function createSharpResizer(options: ResizerOptions): PictureResizer {
  const inTurn = createPictureLanes(options.atOnce);
  const loaded = sharpModule(options);
  return {
    async resize(bytes, { extension, width }, signal) {
      const names = renditionsWithin(width);
      if (names.length === 0) return [];
      const sharp = await loaded();
      return inTurn(extension, () => {
        signal?.throwIfAborted();
        if (extension === 'gif') return resizeAnimation(sharp, bytes, names, signal);
        return resizeStill(sharp, bytes, extension, names);
      });
    },
  };
}

async function resizeStill(
  sharp: SharpModule,
  bytes: Buffer,
  kind: 'jpg' | 'png',
  names: readonly RenditionName[],
): Promise<MadeRendition[]> {
  const made: MadeRendition[] = [];
  let from = sharp(bytes, given);
  for (const name of names) {
    const smaller = from
      .resize({ width: renditionWidths[name] })
      .timeout({ seconds: longestSeconds });
    const { data, info } = await smaller.raw().toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    from = sharp(data, { raw: { width, height, channels } });
    made.push({ name, bytes: await encode(from.clone(), kind).toBuffer() });
  }
  return made;
}

/** Each of them from the file: decoding is the small part, and so it keeps its frames and times. */
async function resizeAnimation(
  sharp: SharpModule,
  bytes: Buffer,
  names: readonly RenditionName[],
  signal: AbortSignal | undefined,
): Promise<MadeRendition[]> {
  const made: MadeRendition[] = [];
  for (const name of names) {
    signal?.throwIfAborted();
    const smaller = sharp(bytes, { ...given, animated: true })
      .resize({ width: renditionWidths[name] })
      .timeout({ seconds: longestSeconds });
    made.push({ name, bytes: await smaller.gif({ effort: 1 }).toBuffer() });
  }
  return made;
}

function encode(picture: Sharp, kind: 'jpg' | 'png'): Sharp {
  return kind === 'jpg' ? picture.jpeg({ quality: 85 }) : picture.png();
}
