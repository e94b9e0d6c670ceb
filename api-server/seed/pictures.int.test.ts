import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { lookOf } from './drawing/looks.js';
import type { Theme } from './drawing/outfit.js';
import { drawSubject, type Subject } from './drawing/subject.js';
import { seedPictures } from './index.js';
import { randomFrom } from './random.js';

const pictures = seedPictures();
const some = pictures.filter((_, index) => index % 24 === 0);

describe('a drawn picture', () => {
  it('has the same bytes each time', async () => {
    for (const picture of some.slice(0, 4)) {
      expect((await picture.draw()).equals(await picture.draw())).toBe(true);
    }
  });

  it('is a file of the kind and size it says, and not a heavy one', async () => {
    for (const picture of some) {
      const bytes = await picture.draw();
      const { format, width, height, hasAlpha } = await sharp(bytes).metadata();
      expect(format).toBe(picture.extension === 'jpg' ? 'jpeg' : 'png');
      expect([width, height, hasAlpha]).toEqual([picture.width, picture.height, false]);
      expect(bytes.length).toBeGreaterThan(5_000);
      expect(bytes.length).toBeLessThan(120_000);
    }
  });
});

/** The rectangle of everything that was painted, found by looking at the pixels. */
async function paintedEdges({ sketch, edges }: Subject): Promise<number[]> {
  const [left, top] = [edges.left - 60, edges.top - 60];
  const size = [edges.right - left + 60, edges.bottom - top + 60].map(Math.ceil);
  const [width = 1, height = 1] = size;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${left} ${top} ${width} ${height}">${sketch.markup()}</svg>`;
  const { info } = await sharp(Buffer.from(svg))
    .trim({ background: '#00000000', threshold: 1 })
    .toBuffer({ resolveWithObject: true });
  const x = left - (info.trimOffsetLeft ?? 0);
  const y = top - (info.trimOffsetTop ?? 0);
  return [x, y, x + info.width, y + info.height];
}

describe('the measured rectangle', () => {
  const breeds = ['siam', 'manx', 'beng', 'sphy', 'sfol', 'char', 'munc'];
  const themes: readonly (readonly Theme[])[] = [
    ['boxes'],
    ['hats'],
    ['ties'],
    ['space'],
    ['sinks'],
  ];
  const orders = breeds.flatMap((breedId) => themes.map((own) => [breedId, own] as const));

  it.each(orders)('is where the pixels are: %s, %s', async (breedId, own) => {
    const random = randomFrom(`measure ${breedId}`);
    const look = lookOf(breedId, 0);
    const subject = drawSubject({ look, variant: 0, themes: own, aspect: 0.8, random });
    const painted = await paintedEdges(subject);
    const { left, top, right, bottom } = subject.edges;
    // Whiskers are not counted as part of a cat, which may add a few units at the sides.
    const allowed = [48, 4, 48, 4];
    for (const [index, value] of [left, top, right, bottom].entries()) {
      expect(Math.abs(value - (painted[index] ?? 0))).toBeLessThanOrEqual(allowed[index] ?? 0);
    }
  });
});
