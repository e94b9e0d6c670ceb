import { expect, it } from 'vitest';
import { composeMail } from '../../../src/platform/compose-mail.js';
import { newAccount } from '../../features/sign-up/schemas.js';
import { randomFrom } from '../../seed/random.js';

const pieces = [
  ...['ada', '@', 'example.com', '.', '+', '-', 'a', '\r\n', '\n', '\r', '\t', ' ', '\0', '\u2028'],
  ...['Bcc: all@example.com', '\r\n\r\nBody', '%0d%0aBcc:', '=?utf-8?Q?=0D=0ABcc:_x@y?=', '<', '>'],
  ...[',', ';', ':', '"', '(c)', '\\', '@b.example', '\u202e', 'é', '\ud83d', '[127.0.0.1]', '{}'],
] as const;

it('writes to one address and no other, whatever was given for one', async () => {
  const random = randomFrom('addresses');
  let taken = 0;
  for (let number = 0; number < 3000; number += 1) {
    const length = Math.floor(random.between(0, 4));
    const noise = () => Array.from({ length }, () => random.pick(pieces)).join('');
    const email = random.chance(0.5)
      ? `${noise()}ada@example.com${noise()}`
      : `a${noise()}@b${noise()}`;
    const read = newAccount.safeParse({ email, name: 'x\r\nBcc: y@example.com' });
    if (!read.success) continue;
    taken += 1;
    const mail = String(
      await composeMail({
        ...{ key: 'welcome', at: 0, from: { name: '', address: 'catops@localhost' } },
        to: [{ name: '', address: read.data.email }],
        ...{ subject: 'Your key', text: 'key', html: '<p>key</p>' },
      }),
    );
    const head = mail.slice(0, mail.indexOf('\r\n\r\n'));
    const names = head.split(/\r\n(?![ \t])/).map((line) => line.slice(0, line.indexOf(':')));
    expect([email, names]).toEqual([
      email,
      [
        ...['Auto-Submitted', 'From', 'To', 'Subject', 'Message-ID', 'Date', 'MIME-Version'],
        'Content-Type',
      ],
    ]);
    const to = /\r\nTo: (.*?)\r\n(?![ \t])/s.exec(head)?.[1];
    // A local part that begins with a dot is quoted.
    expect(to?.replace(/[<>"]|\r\n[ \t]/g, '')).toBe(read.data.email);
  }
  expect(taken).toBeGreaterThan(100);
});
