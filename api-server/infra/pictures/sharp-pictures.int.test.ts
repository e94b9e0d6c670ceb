import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { createBoundedPool } from './bounded-pool.js';
import { createSharpPictures } from './sharp-pictures.js';

const pictures = createSharpPictures({ pixels: 1_000_000, atOnce: 2 }, { confine: false });

async function cleaned(sent: Buffer) {
  const made = await pictures.clean(sent);
  if (made === undefined || made === 'too-large') throw new Error(`It is refused: ${made}`);
  return made;
}
const blank = (width: number, height: number, background = '#a63') =>
  sharp({ create: { width, height, channels: 3, background } });
const frames = (count: number, width: number, height: number) => {
  const data = Buffer.alloc(width * height * count * 3, 0);
  for (let at = 0; at < data.length; at += 1) data[at] = (at * 7 + Math.floor(at / 999)) % 256;
  const raw = { width, height: height * count, channels: 3, pageHeight: height } as const;
  return sharp(data, { raw });
};

/** A PNG that says to be so large, with the pixels of a few bytes. */
function pngOf(width: number, height: number, data = deflateSync(Buffer.alloc(1000))): Buffer {
  const crcTable = Array.from({ length: 256 }, (_, n) => {
    let c = n;
    for (let bit = 0; bit < 8; bit += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
    return c >>> 0;
  });
  const crc = (bytes: Buffer) => {
    let c = 0xffffffff;
    for (const byte of bytes) c = (crcTable[(c ^ byte) & 0xff] ?? 0) ^ (c >>> 8);
    return (c ^ 0xffffffff) >>> 0;
  };
  const chunk = (type: string, body: Buffer) => {
    const named = Buffer.concat([Buffer.from(type), body]);
    const out = Buffer.alloc(named.length + 8);
    out.writeUInt32BE(body.length, 0);
    named.copy(out, 4);
    out.writeUInt32BE(crc(named), named.length + 4);
    return out;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const script = '<script>alert("Canary")</script>';
const pngHead = Buffer.from('89504e470d0a1a0a', 'hex');

/** The APP1 segment of a JPEG with such an EXIF block. */
function exif(block: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from('Exif\0\0'), block]);
  const head = Buffer.from([0xff, 0xe1, (body.length + 2) >> 8, (body.length + 2) & 255]);
  return Buffer.concat([head, body]);
}

/** An EXIF block that holds an orientation and nothing else. */
function orientation(value: number): Buffer {
  const block = Buffer.from('49492a0008000000010012010300010000000000000000000000', 'hex');
  block.writeUInt16LE(value, 18);
  return block;
}

/** A JPEG whose frame says to be so large, and holds nothing. */
function jpegOf(width: number, height: number): Buffer {
  const frame = Buffer.from('ffc00011080000000003011100021101031101', 'hex');
  frame.writeUInt16BE(height, 5);
  frame.writeUInt16BE(width, 7);
  const scan = Buffer.from('ffda000c03010002110311003f00ffd9', 'hex');
  return Buffer.concat([Buffer.from('ffd8', 'hex'), frame, scan]);
}

/** A GIF of so many frames of one pixel. */
function gifOf(count: number): Buffer {
  const head = Buffer.from('474946383961010001008000000000000ffffff'.padEnd(38, 'f'), 'hex');
  const frame = Buffer.from('21f90400010000002c00000000010001000002024401003b'.slice(0, -2), 'hex');
  return Buffer.concat([head, ...Array.from({ length: count }, () => frame), Buffer.from([0x3b])]);
}

describe('a picture that is sent', () => {
  it.each(['jpg', 'png', 'gif'] as const)('is made anew as what it is: %s', async (extension) => {
    const sent = await blank(60, 40)
      .toFormat(extension === 'jpg' ? 'jpeg' : extension)
      .toBuffer();
    const made = await cleaned(sent);
    expect(made).toMatchObject({ extension, width: 60, height: 40 });
    const { format, width, height } = await sharp(made.bytes).metadata();
    expect([format, width, height]).toEqual([extension === 'jpg' ? 'jpeg' : extension, 60, 40]);
  });

  it('is turned upright and loses everything that is no pixel', async () => {
    const sent = await blank(60, 40)
      .withExif({ IFD0: { Artist: 'Canary', Copyright: 'Canary' }, IFD3: { GPSLatitude: '1/1' } })
      .withMetadata({ orientation: 6 })
      .withIccProfile('p3')
      .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/">Canary</x:xmpmeta>')
      .jpeg()
      .toBuffer();
    const before = await sharp(sent).metadata();
    expect([before.orientation, before.icc, before.xmp].every(Boolean)).toBe(true);
    const made = await cleaned(Buffer.concat([sent, Buffer.from('<?php Canary ?>')]));
    expect(made).toMatchObject({ width: 40, height: 60 });
    const { orientation, exif, icc, xmp } = await sharp(made.bytes).metadata();
    expect([orientation, exif, icc, xmp]).toEqual([undefined, undefined, undefined, undefined]);
    expect(made.bytes.includes('Canary')).toBe(false);
  });

  it('keeps its frames and their times when it moves', async () => {
    const sent = await frames(12, 30, 20)
      .gif({ delay: Array.from({ length: 12 }, () => 70), loop: 3 })
      .toBuffer();
    const made = await cleaned(sent);
    expect(made).toMatchObject({ extension: 'gif', width: 30, height: 20 });
    const { pages, delay, loop } = await sharp(made.bytes, { animated: true }).metadata();
    expect([pages, delay?.[5], loop]).toEqual([12, 70, 3]);
  });
});

describe('a file that is no picture of ours', () => {
  const gif = (text: string) => Buffer.from(`GIF89a${text};`);
  it.each<[string, () => Promise<Buffer> | Buffer]>([
    ['nothing', () => Buffer.alloc(0)],
    ['one byte', () => Buffer.from([0xff])],
    ['a WebP', () => blank(9, 9).webp().toBuffer()],
    ['a TIFF', () => blank(9, 9).tiff().toBuffer()],
    ['an SVG', () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
    ['an SVG that begins like a GIF', () => gif('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['a page that begins like a JPEG', () => Buffer.from('\xff\xd8\xff<html>', 'latin1')],
    ['a ZIP that begins like a PNG', () => Buffer.from('\x89PNG\r\n\x1a\nPK\x03\x04', 'latin1')],
    [
      'a JPEG that was cut off',
      async () => (await blank(300, 200).jpeg().toBuffer()).subarray(0, -40),
    ],
    [
      'a PNG that was cut off',
      async () => (await frames(1, 99, 99).png().toBuffer()).subarray(0, -99),
    ],
    [
      'a GIF that was cut off',
      async () => (await frames(5, 30, 20).gif().toBuffer()).subarray(0, -99),
    ],
    [
      'a JPEG in the name of a PNG',
      async () =>
        Buffer.concat([
          Buffer.from('89504e470d0a1a0a', 'hex'),
          await blank(9, 9).jpeg().toBuffer(),
        ]),
    ],
  ])('is refused: %s', async (_name, make) => {
    expect(await pictures.clean(await make())).toBeUndefined();
  });

  it.each<[string, () => Promise<Buffer> | Buffer]>([
    ['more pixels than are allowed', () => blank(1001, 1000).png().toBuffer()],
    ['a PNG of 60,000 x 60,000 pixels in 100 bytes', () => pngOf(60_000, 60_000)],
    [
      'a GIF of 65,535 x 65,535 pixels',
      () =>
        Buffer.from(
          'GIF89a\xff\xff\xff\xff\x00\x00\x00,\x00\x00\x00\x00\xff\xff\xff\xff\x00\x02\x01L\x00;',
          'latin1',
        ),
    ],
    [
      'a GIF with more frames than are allowed',
      () => frames(501, 2, 2).gif({ effort: 1 }).toBuffer(),
    ],
  ])('is too large: %s', async (_name, make) => {
    expect(await pictures.clean(await make())).toBe('too-large');
  });

  it('takes no more memory than what was sent, whatever it says that it needs', async () => {
    // 50,000 x 50,000 pixels would take 7.5 GB, and 10,000 frames of the allowed size 400 GB.
    const before = process.resourceUsage().maxRSS;
    for (const bomb of [pngOf(50_000, 50_000), jpegOf(50_000, 50_000), gifOf(10_000)]) {
      expect(bomb.length).toBeLessThan(500_000);
      expect(await pictures.clean(bomb)).toBe('too-large');
    }
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(300_000);
  });

  it.each<[string, Buffer]>([
    ['a script in an SVG', Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">${script}</svg>`)],
    ['one behind a declaration', Buffer.from(`<?xml version="1.0"?><svg>${script}</svg>`)],
    ['one that begins like a PNG', Buffer.concat([pngHead, Buffer.from(`<svg>${script}</svg>`)])],
    ['a page', Buffer.from(`<!doctype html>${script}`)],
  ])('is refused with %s', async (_name, bytes) => {
    expect(await pictures.clean(bytes)).toBeUndefined();
  });

  it.each<[string, Buffer]>([
    ['that ends in the middle', exif(Buffer.from('4d4d002a00000008000f', 'hex'))],
    ['that leads to itself', exif(Buffer.from('49492a00080000000000080000000800', 'hex'))],
    ['of letters', exif(Buffer.from('<script>Canary</script>'.repeat(500)))],
    ['that turns it by 9 eighths', exif(orientation(9))],
    ['that turns it by 65,535', exif(orientation(65_535))],
  ])('loses metadata %s, and is the picture that it is', async (_name, segment) => {
    const plain = await blank(60, 40).jpeg().toBuffer();
    const made = await cleaned(Buffer.concat([plain.subarray(0, 2), segment, plain.subarray(2)]));
    expect(made).toMatchObject({ extension: 'jpg', width: 60, height: 40 });
    expect((await sharp(made.bytes).metadata()).exif).toBeUndefined();
    expect(made.bytes.includes('Canary')).toBe(false);
  });

  it('is what it is by its bytes, whatever follows them', async () => {
    const zip = Buffer.from('PK\x03\x04Canary<script>alert(1)</script>', 'latin1');
    for (const format of ['png', 'jpeg'] as const) {
      const made = await cleaned(
        Buffer.concat([await blank(9, 9).toFormat(format).toBuffer(), zip]),
      );
      expect([made.width, made.bytes.includes('Canary')]).toEqual([9, false]);
    }
  });

  it('is unpacked no further than its pixels go', async () => {
    const bomb = pngOf(900, 900, deflateSync(Buffer.alloc(100_000_000)));
    expect(await pictures.clean(bomb)).toMatchObject({ width: 900, height: 900 });
  });
});

it('works on so many at once and no more, in order, also past a failure', async () => {
  const inTurn = createBoundedPool(2);
  const order: string[] = [];
  let running = 0;
  let most = 0;
  const work = (name: string) =>
    inTurn(async () => {
      running += 1;
      most = Math.max(most, running);
      order.push(name);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      if (name === 'b') throw new Error(name);
    });
  const settled = await Promise.allSettled(['a', 'b', 'c', 'd', 'e'].map(work));
  expect([most, order.join('')]).toEqual([2, 'abcde']);
  expect(settled.map(({ status }) => status === 'fulfilled')).toEqual([
    true,
    false,
    true,
    true,
    true,
  ]);
  await work('f');
  expect(order.at(-1)).toBe('f');
});
