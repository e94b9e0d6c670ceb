import { expect, it } from 'vitest';
import { type Pixels, pictureText } from './picture-text.js';

/** Red above blue, white above black, and a last row of one grey. */
const pixels: Pixels = {
  ...{ width: 2, height: 3 },
  rgb: Uint8Array.from([
    ...[255, 0, 0, 255, 255, 255],
    ...[0, 0, 255, 0, 0, 0],
    ...[150, 150, 150, 150, 150, 150],
  ]),
};
const esc = '\u001b';

it('draws two pixels in each character, in their colours', () => {
  expect(pictureText(pixels, 'all').split('\n')).toEqual([
    `${esc}[38;2;255;0;0m${esc}[48;2;0;0;255m▀${esc}[38;2;255;255;255m${esc}[48;2;0;0;0m▀${esc}[0m`,
    `${`${esc}[38;2;150;150;150m${esc}[48;2;150;150;150m▀`.repeat(2)}${esc}[0m`,
  ]);
});

it('draws them in the nearest of 256 colours', () => {
  expect(pictureText(pixels, 'palette').split('\n')[0]).toBe(
    `${esc}[38;5;196m${esc}[48;5;21m▀${esc}[38;5;231m${esc}[48;5;16m▀${esc}[0m`,
  );
});

it('draws them as light and dark characters, without any escape, where there is no colour', () => {
  expect(pictureText(pixels, 'none')).toBe(':=\n++');
});
