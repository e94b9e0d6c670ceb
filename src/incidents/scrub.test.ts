import { describe, expect, it } from 'vitest';
import { scrub, scrubDeep } from './scrub.js';

// Made up, in the shapes of real ones; put together here so that no scanner takes them for such.
const secretTexts: readonly (readonly [string, string])[] = [
  ['a Slack token', `xoxb-${'1'.repeat(12)}-abcdef`],
  ['an AWS key id', `AKIA${'ABCD'.repeat(4)}`],
  ['a GitHub token', `ghp_${'a1'.repeat(18)}`],
  ['a Trello token', `ATTA${'0f'.repeat(32)}`],
  ['a SendGrid key', `SG.${'a'.repeat(22)}.${'b'.repeat(43)}`],
  ['a JSON web token', `eyJ${'a'.repeat(12)}.eyJ${'b'.repeat(12)}.${'c'.repeat(12)}`],
  ['a private key', '-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----'],
];

describe('scrubbing what is recorded', () => {
  it.each(secretTexts)('takes out %s', (_name, secret) => {
    expect(scrub(`before ${secret} after`, [])).toBe('before [secret] after');
  });

  it.each([
    ['curl -H "Authorization: Bearer abcdefgh12345"', 'Bearer [secret]"'],
    ['postgres://cats:swordfish9@db/cats', 'postgres://[secret]@db/cats'],
    ['DB_PASSWORD=swordfish9 node x', 'DB_PASSWORD=[secret] node x'],
    ['{"apiKey": "swordfish9"}', '{"apiKey": "[secret]"}'],
    ['https://hooks.slack.com/services/T0/B0/xyz', 'https://hooks.slack.com/services/[secret]'],
  ])('keeps what is around it: %s', (text, kept) => {
    expect(scrub(text, [])).toContain(kept);
    expect(scrub(text, [])).not.toMatch(/swordfish|abcdefgh12345|xyz/);
  });

  it('takes out the configured values wherever they stand, and no short ones', () => {
    expect(scrub('xhunter2hunter2x on', ['hunter2hunter2', 'on'])).toBe('x[secret]x on');
  });

  it('changes nothing the second time', () => {
    const once = scrub('token=abcdefgh and password: swordfish9', []);
    expect(scrub(once, [])).toBe(once);
  });

  it('keeps lines and drops terminal escapes', () => {
    expect(scrub('a\r\nb \u001b[31mred\u001b[0m\u202e', [])).toBe('a\nb red ');
  });

  it('reaches every string of a value', () => {
    const value = { argv: ['x', 'password=swordfish9'], nested: { n: 1, none: null } };
    expect(scrubDeep(value, [])).toEqual({
      argv: ['x', 'password=[secret]'],
      nested: { n: 1, none: null },
    });
  });
});
