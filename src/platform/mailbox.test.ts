import { describe, expect, it } from 'vitest';
import { parseMailbox } from './mailbox.js';

describe('an address from the configuration', () => {
  it('may have a name', () => {
    expect(parseMailbox('ada@example.com')).toEqual({ name: '', address: 'ada@example.com' });
    expect(parseMailbox(' Ada Mouser <ada+cats@mail.example.com> ')).toEqual({
      name: 'Ada Mouser',
      address: 'ada+cats@mail.example.com',
    });
    expect(parseMailbox('root@localhost').address).toBe('root@localhost');
  });

  it.each([
    'ada',
    'ada@',
    '@example.com',
    'ada@example.com\r\nBcc: all@example.com',
    'Ada\r\nBcc: x@example.com <ada@example.com>',
    'ada@example.com, bob@example.com',
    'ada@example.com,bob@example.com',
    'Ada <ada@example.com>, Bob <bob@example.com>',
    '"x" <y@z@example.com>',
    'ada@exa mple.com',
    'ada@-example.com',
    `${'a'.repeat(65)}@example.com`,
    `ada@${'a.'.repeat(130)}com`,
  ])('is refused when it is more or less than one: %j', (text) => {
    expect(() => parseMailbox(text)).toThrow(/is no address such as/);
  });
});
