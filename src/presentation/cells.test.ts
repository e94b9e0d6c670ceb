import { describe, expect, it } from 'vitest';
import { cellWidth, fit, fitMiddle, pad } from './cells.js';

describe('the width of a text', () => {
  it.each([
    ['abc', 3],
    ['é', 1],
    ['e\u0301', 1],
    ['猫', 2],
    ['🐈', 2],
    ['👩‍🚒', 2],
    ['✓', 1],
    ['', 0],
  ])('%j takes %d cells', (text, cells) => {
    expect(cellWidth(text)).toBe(cells);
  });
});

describe('a text that is too wide', () => {
  it('ends in an ellipsis, no character cut in two', () => {
    expect(fit('🐈🐈🐈', 4)).toBe('🐈…');
    expect(fit('abc', 3)).toBe('abc');
  });

  it.each([
    ['GET /v1/images/{image_id}/analysis', 23, 'GET /v1/ima…d}/analysis'],
    ['abcdef', 6, 'abcdef'],
    ['🐈🐈🐈🐈', 6, '🐈…🐈'],
    ['e\u0301bcde\u0301', 4, 'e\u0301b…e\u0301'],
  ])('%j shows both its ends in %d cells', (text, cells, shown) => {
    expect(fitMiddle(text, cells)).toBe(shown);
    expect(cellWidth(shown)).toBeLessThanOrEqual(cells);
  });
});

it('pads by what a terminal shows', () => {
  expect([pad('猫', 4), pad('猫', 4, 'right')]).toEqual(['猫  ', '  猫']);
});
