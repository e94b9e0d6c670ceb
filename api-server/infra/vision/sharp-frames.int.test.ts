import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { createSharpFrames, sizeOf, spread } from './sharp-frames.js';

describe('the frames that are looked at', () => {
  it.each([
    [1, [0]],
    [4, [0, 1, 2, 3]],
    [5, [0, 1, 3, 4]],
    [500, [0, 166, 333, 499]],
  ])('of %i are spread over all of them', (pages, frames) => {
    expect(spread(pages)).toEqual(frames);
  });

  it.each([
    ['a photograph', 4000, 3000, [1600, 1200]],
    ['a small picture', 640, 480, [640, 480]],
    ['a picture of one pixel', 1, 1, [80, 80]],
    ['a stripe', 1, 40_000, [80, 1600]],
  ])('have a size that every analyser takes: %s', (_name, width, height, size) => {
    expect(Object.values(sizeOf({ width, height }))).toEqual(size);
  });

  it('are pictures of their own, without what is transparent', async () => {
    const colours = [
      [255, 0, 0],
      [0, 255, 0],
      [0, 0, 255],
    ];
    const pixels = Buffer.concat(
      colours.map((colour) => Buffer.alloc(100 * 90 * 4, Buffer.from([...colour, 255]))),
    );
    pixels.fill(0, 0, 4 * 100 * 45);
    const raw = { width: 100, height: 270, channels: 4, pageHeight: 90 } as const;
    const gif = await sharp(pixels, { raw }).gif().toBuffer();
    const frames = await createSharpFrames().framesOf(gif);
    const seen = await Promise.all(
      frames.map(async ({ frame, jpeg }) => {
        const { data, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
        const at = (y: number) => [...data.subarray((y * 100 + 50) * 3, (y * 100 + 50) * 3 + 3)];
        return [frame, info.width, info.height, at(10).map(coarse), at(80).map(coarse)];
      }),
    );
    expect(seen).toEqual([
      [0, 100, 90, [4, 4, 4], [7, 0, 0]],
      [1, 100, 90, [0, 7, 0], [0, 7, 0]],
      [2, 100, 90, [0, 0, 7], [0, 0, 7]],
    ]);
  });
});

/** JPEG is not exact. */
const coarse = (value: number) => Math.floor((value + 8) / 34);
