/** A colour as `#rrggbb`. */
export type Colour = string;

function channels(colour: Colour): readonly [number, number, number] {
  const value = Number.parseInt(colour.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** The colour a share of the way from one to the other. */
export function mix(from: Colour, to: Colour, share: number): Colour {
  const [red, green, blue] = channels(from);
  const [toRed, toGreen, toBlue] = channels(to);
  const blend = (low: number, high: number): string =>
    Math.round(low + (high - low) * share)
      .toString(16)
      .padStart(2, '0');
  return `#${blend(red, toRed)}${blend(green, toGreen)}${blend(blue, toBlue)}`;
}

/** Towards a warm near-black: pure black makes flat drawings look dirty. */
export function darker(colour: Colour, share: number): Colour {
  return mix(colour, '#2a1c22', share);
}

/** Towards white. */
export function lighter(colour: Colour, share: number): Colour {
  return mix(colour, '#ffffff', share);
}

/** Perceived brightness from 0 to 1, to choose whiskers and outlines that show. */
export function brightness(colour: Colour): number {
  const [red, green, blue] = channels(colour);
  return (red * 0.3 + green * 0.59 + blue * 0.11) / 255;
}
