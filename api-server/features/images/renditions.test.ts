import { expect, it } from 'vitest';
import { pictureFiles, readRenditions, renditionsText, renditionsWithin } from './renditions.js';

it.each([
  [667, ['med', 'small', 'thumb']],
  [666, ['small', 'thumb']],
  [334, ['small', 'thumb']],
  [333, ['thumb']],
  [200, ['thumb']],
  [199, []],
])('makes of a picture %d pixels wide only what is much narrower', (width, names) => {
  expect(renditionsWithin(width)).toEqual(names);
  expect(readRenditions(renditionsText(renditionsWithin(width)))).toEqual(names);
});

it('reads what another version wrote, and what is not made yet', () => {
  expect(renditionsText(['small', 'thumb'])).toBe('thumb,small,full');
  expect(readRenditions('huge,thumb,full')).toEqual(['thumb']);
  expect(readRenditions(null)).toEqual([]);
});

it('names every file of a picture', () => {
  expect(pictureFiles({ id: '-aB_3', extension: 'png' })).toEqual([
    ...['med/-aB_3.png', 'small/-aB_3.png', 'thumb/-aB_3.png', '-aB_3.png'],
  ]);
});
