/** Pixels of a picture: red, green and blue, a byte each, row by row. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

/** How many colours a terminal has: all of them, a palette of 256, or none that may be used. */
export type ColourDepth = 'all' | 'palette' | 'none';

/**
 * A picture in characters, each of which is two pixels, one above the other: `▀` in the colour of the
 * upper on the colour of the lower one. Without colour, a character as dark as both together.
 */
export function pictureText(pixels: Pixels, depth: ColourDepth): string {
  const lines: string[] = [];
  for (let y = 0; y < pixels.height; y += 2) {
    const cells = Array.from({ length: pixels.width }, (_, x) => {
      const upper = colourAt(pixels, x, y);
      const lower = y + 1 < pixels.height ? colourAt(pixels, x, y + 1) : upper;
      return depth === 'none' ? shade(upper, lower) : block(upper, lower, depth);
    });
    lines.push(depth === 'none' ? cells.join('').trimEnd() : `${cells.join('')}${reset}`);
  }
  return lines.join('\n');
}

type Colour = readonly [red: number, green: number, blue: number];

const reset = '\u001b[0m';
/** From black to white, on a terminal that is dark. */
const shades = ' .:-=+*#%@';

function colourAt({ width, rgb }: Pixels, x: number, y: number): Colour {
  const at = (y * width + x) * 3;
  return [rgb[at] ?? 0, rgb[at + 1] ?? 0, rgb[at + 2] ?? 0];
}

function block(upper: Colour, lower: Colour, depth: 'all' | 'palette'): string {
  const code = (colour: Colour) =>
    depth === 'all' ? `2;${colour.join(';')}` : `5;${paletteOf(colour)}`;
  return `\u001b[38;${code(upper)}m\u001b[48;${code(lower)}m▀`;
}

/** The 6 × 6 × 6 colours that every terminal of 256 has, of which each step is 51. */
function paletteOf(colour: Colour): number {
  const [red, green, blue] = colour.map((part) => Math.round(part / 51)) as [
    number,
    number,
    number,
  ];
  return 16 + 36 * red + 6 * green + blue;
}

function shade(upper: Colour, lower: Colour): string {
  const light = (luminance(upper) + luminance(lower)) / 2;
  return shades[Math.min(shades.length - 1, Math.floor((light / 256) * shades.length))] ?? ' ';
}

/** As bright as an eye sees it (ITU-R BT.601), from 0 to 255. */
function luminance([red, green, blue]: Colour): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}
