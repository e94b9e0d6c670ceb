import sharp from 'sharp';
import { expect, it } from 'vitest';
import { createSharpPictures } from './sharp-pictures.js';
import { createSharpResizer } from './sharp-resizer.js';

const cleaner = createSharpPictures({ pixels: 1_000_000, atOnce: 1 }, { confine: false });
const resizer = createSharpResizer({ atOnce: 1, confine: false });

/** As an upload goes: made anew first, then smaller. */
async function copiesOf(sent: Buffer) {
  const picture = await cleaner.clean(sent);
  if (!picture || picture === 'too-large') throw new Error(`It is refused: ${picture}`);
  return resizer.resize(picture.bytes, picture);
}
const blank = (width: number, height: number, background = '#a63') =>
  sharp({ create: { width, height, channels: 4, background } });
const pixel = async (bytes: Buffer) => [...(await sharp(bytes).raw().toBuffer()).subarray(0, 4)];

it.each([
  ['jpg', 'jpeg'],
  ['png', 'png'],
] as const)(
  'makes a %s as wide as its name says, upright, and enlarges nothing',
  async (_name, format) => {
    const sent = await blank(400, 700)
      .withMetadata({ orientation: 6 })
      .withExif({ IFD0: { Artist: 'Canary' } })
      .toFormat(format)
      .toBuffer();
    const copies = await copiesOf(sent);
    const made = await Promise.all(
      copies.map(async ({ name, bytes }) => {
        const { format: is, width, height, exif } = await sharp(bytes).metadata();
        return [name, is, width, height, exif];
      }),
    );
    const upright = format === 'jpeg';
    expect(made).toEqual(
      upright
        ? [
            ['med', format, 500, 286, undefined],
            ['small', format, 250, 143, undefined],
            ['thumb', format, 150, 86, undefined],
          ]
        : expect.arrayContaining([['small', format, 250, expect.any(Number), undefined]]),
    );
    expect(await copiesOf(await blank(150, 90).png().toBuffer())).toEqual([]);
  },
);

it('keeps colours: of another colour space, of printing inks, and under what is transparent', async () => {
  const near = (have: readonly number[], want: readonly number[]) =>
    want.every((value, at) => Math.abs((have[at] ?? 0) - value) <= 6);
  // Display P3's (200, 100, 50) is sRGB's (214, 96, 31), by the matrices of both.
  const p3 = await blank(300, 200, '#c86432').removeAlpha().withIccProfile('p3').png().toBuffer();
  const shown = await sharp(p3).toColourspace('srgb').raw().toBuffer();
  const [thumb] = (await copiesOf(p3)).slice(-1);
  expect(near(await pixel(thumb?.bytes ?? p3), [...shown.subarray(0, 3)])).toBe(true);
  const inks = await blank(300, 200, '#c86432').toColourspace('cmyk').jpeg().toBuffer();
  const [printed] = (await copiesOf(inks)).slice(-1);
  expect((await sharp(printed?.bytes).metadata()).space).toBe('srgb');
  const clear = await blank(300, 200, 'rgba(255,0,0,0.5)').png().toBuffer();
  const [glass] = (await copiesOf(clear)).slice(-1);
  expect(near(await pixel(glass?.bytes ?? clear), [255, 0, 0, 128])).toBe(true);
});

it('keeps an animation moving, with its times', async () => {
  const [width, height, count] = [360, 60, 4];
  const data = Buffer.alloc(width * height * count * 3, 0);
  for (let at = 0; at < data.length; at += 1) data[at] = (at * 7 + Math.floor(at / 999)) % 256;
  const raw = { width, height: height * count, channels: 3, pageHeight: height } as const;
  const sent = await sharp(data, { raw })
    .gif({ delay: [70, 80, 90, 100], loop: 3 })
    .toBuffer();
  const copies = await copiesOf(sent);
  expect(copies.map(({ name }) => name)).toEqual(['small', 'thumb']);
  for (const { bytes } of copies) {
    const { pages, delay, loop, pageHeight } = await sharp(bytes, { animated: true }).metadata();
    expect([pages, delay, loop]).toEqual([4, [70, 80, 90, 100], 3]);
    expect(pageHeight).toBeLessThan(60);
  }
});

it('gives up what nobody waits for any more', async () => {
  const bytes = await blank(300, 200).png().toBuffer();
  const wide = { extension: 'png', width: 300 } as const;
  await expect(resizer.resize(bytes, wide, AbortSignal.abort())).rejects.toThrow('abort');
});
