import { describe, expect, it } from 'vitest';
import { remoteOf } from './cards.js';

describe('a card as something that was made', () => {
  it('has an address that a reader may follow, or none', () => {
    const id = '5be000000000000000000012';
    const urls = ['https://trello.com/c/x', 'javascript:alert(1)', '\u001b]0;x\u0007', ''];
    expect(urls.map((url) => remoteOf({ id, url }).url)).toEqual([urls[0], null, null, null]);
  });
});
