import { describe, expect, it } from 'vitest';
import { plainText, slackLink, slackText } from './slack-text.js';

describe('text in Slack', () => {
  it.each([
    ['<!channel> & <@U1>', '&lt;!channel&gt; &amp; &lt;@U1&gt;'],
    ['two\nlines\r\nand \u001b[31mred\u001b[0m', 'two\nlines\nand red'],
    ['rtl\u202egnp', 'rtl gnp'],
  ])('%j wakes nobody and moves no cursor', (text, shown) => {
    expect(slackText(text, 100)).toBe(shown);
  });

  it.each([4, 5, 6, 9, 10, 11])(
    'is never longer than %d after escaping, nor half an entity',
    (most) => {
      const shown = slackText('a&<b🐈&', most);
      expect(shown.length).toBeLessThanOrEqual(most);
      expect(shown.replace(/&(amp|lt|gt);/g, '')).not.toContain('&');
      expect([...shown].join('')).not.toMatch(/\p{Cs}/u);
    },
  );

  it('that fits is whole', () => {
    expect(slackText('a&b', 7)).toBe('a&amp;b');
  });

  it('is a link only to an address of the web', () => {
    expect(slackLink('a|b <c>', 'https://x.test/?a=1&b=2|3')).toBe(
      '<https://x.test/?a=1&amp;b=2%7C3|a¦b &lt;c&gt;>',
    );
    expect(slackLink('run', 'javascript:alert(1)')).toBe('run');
  });

  it('comes back as a person reads it', () => {
    const names = new Map([['U1', 'Ada']]);
    expect(plainText('<@U1> in <#C1|ops>: <https://x.test|graph> &lt;b&gt; <!here>', names)).toBe(
      '@Ada in #ops: graph (https://x.test) <b> @here',
    );
  });
});
