import type { Metadata } from 'sharp';
import type { Frame, FrameSource } from '../../features/analysis/index.js';

/** Frames of a picture that moves that are looked at, evenly spread. */
const mostFrames = 4;
/** Text is still read at this size, and the JPEG is far below the 5 MB that Rekognition takes. */
const longestSide = 1600;
/** Of 80 pixels on, Rekognition says what it sees. */
const shortestSide = 80;

/**
 * Frames by libvips: one thread each, so that the process they are made in goes on with others. Only
 * files that this program encoded itself are read here.
 */
export function createSharpFrames(): FrameSource {
  return {
    async framesOf(bytes) {
      const { default: sharp } = await import('sharp');
      const metadata = await sharp(bytes, { limitInputPixels: false }).metadata();
      const size = sizeOf(metadata);
      const frames: Frame[] = [];
      for (const frame of spread(metadata.pages ?? 1)) {
        const jpeg = await sharp(bytes, { page: frame, limitInputPixels: false })
          .resize({ ...size, fit: 'fill' })
          // What is transparent is grey: neither a white nor a black cat is lost in it.
          .flatten({ background: '#888' })
          .toColourspace('srgb')
          .jpeg({ quality: 90 })
          .toBuffer();
        frames.push({ frame, jpeg });
      }
      return frames;
    },
  };
}

/** Of so many frames the numbers of those that are looked at, the first and the last among them. */
export function spread(pages: number): readonly number[] {
  if (pages <= mostFrames) return Array.from({ length: pages }, (_, page) => page);
  const step = (pages - 1) / (mostFrames - 1);
  return Array.from({ length: mostFrames }, (_, at) => Math.round(at * step));
}

/** Within the bounds on both sides; what is no longer in proportion then was a mere stripe. */
export function sizeOf({
  width,
  height: all,
  pageHeight: height = all,
}: Pick<Metadata, 'width' | 'height' | 'pageHeight'>) {
  const scale = Math.min(1, longestSide / Math.max(width, height));
  const side = (pixels: number) => Math.max(shortestSide, Math.round(pixels * scale));
  return { width: side(width), height: side(height) };
}
