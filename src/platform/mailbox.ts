/** A checked address, with the name beside it if it has one. */
export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

// RFC 5321 without quoted local parts and address literals: what people have, and nothing that could
// end a header or begin another address. At most 254 characters.
const local = "[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}";
const label = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
const address = new RegExp(`^${local}@${label}(?:\\.${label})*$`);
const longest = 254;

/** Reads `ada@example.com` or `Ada Mouser <ada@example.com>`; throws with what would be right. */
export function parseMailbox(text: string): Mailbox {
  const parts = /^(?:([^<>@,;:"\\]*)<([^<>\s]*)>|(\S*))$/.exec(text.trim());
  const found = parts?.[2] ?? parts?.[3] ?? '';
  const name = (parts?.[1] ?? '').trim();
  if (found.length > longest || !address.test(found) || /\p{Cc}/u.test(name)) {
    throw new RangeError(
      `"${text}" is no address such as ada@example.com or Ada <ada@example.com>`,
    );
  }
  return { name, address: found };
}
