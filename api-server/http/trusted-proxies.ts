import { BlockList } from 'node:net';
import { type InternetAddress, readAddress } from './internet-address.js';

/** Whether whoever has this address is one of our own proxies. */
export type IsTrusted = (address: InternetAddress) => boolean;

const lengths = { ipv4: 32, ipv6: 128 } as const;

/** Reads a list of addresses and networks, separated by commas. Throws what is wrong with the first wrong one. */
export function parseProxies(text: string): readonly string[] {
  const entries = text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  for (const entry of entries) readNetwork(entry);
  return entries;
}

/** Undefined when there is none. The entries are of {@link parseProxies}. */
export function trustedOf(entries: readonly string[]): IsTrusted | undefined {
  if (entries.length === 0) return undefined;
  const list = new BlockList();
  for (const entry of entries) {
    const { address, bits } = readNetwork(entry);
    list.addSubnet(address.text, bits, address.family);
  }
  return ({ text, family }) => list.check(text, family);
}

function readNetwork(entry: string): { address: InternetAddress; bits: number } {
  const [text = '', prefix, ...more] = entry.split('/');
  const address = entry.includes('%') ? undefined : readAddress(text);
  const longest = address && lengths[address.family];
  const bits = prefix === undefined ? longest : Number(/^\d{1,3}$/.exec(prefix)?.[0]);
  // An IPv4 network is written as one: the length of a mapped one would mean something else.
  const isMapped = prefix !== undefined && address?.family === 'ipv4' && text.includes(':');
  if (!address || longest === undefined || more.length > 0 || isMapped) throw wrong(entry);
  if (bits === 0) {
    throw new RangeError(`"${entry}" is everybody: then each client could say where it comes from`);
  }
  if (bits === undefined || !(bits <= longest)) throw wrong(entry);
  return { address, bits };
}

function wrong(entry: string): TypeError {
  return new TypeError(
    `"${entry}" is neither an address nor a network such as 10.0.0.0/8 or fd00::/8`,
  );
}
