import { isIP, SocketAddress } from 'node:net';

/** An address in the one form that equal addresses share; an IPv4 address mapped into IPv6 is IPv4. */
export interface InternetAddress {
  readonly text: string;
  readonly family: 'ipv4' | 'ipv6';
}

const mapped = '::ffff:';

/** Undefined for whatever is no address. The zone of a link, such as `%eth0`, is left out. */
export function readAddress(text: string): InternetAddress | undefined {
  const [address = ''] = text.split('%', 1);
  const version = isIP(address);
  if (version === 4) return { text: address, family: 'ipv4' };
  if (version !== 6) return undefined;
  const canonical = new SocketAddress({ address, family: 'ipv6' }).address;
  const inner = canonical.startsWith(mapped) ? canonical.slice(mapped.length) : '';
  return isIP(inner) === 4 ? { text: inner, family: 'ipv4' } : { text: canonical, family: 'ipv6' };
}

/** What is one client as far as can be told: an IPv4 address, or the /64 that one line is given. */
export function networkOf({ text, family }: InternetAddress): string {
  if (family === 'ipv4') return text;
  const [before = '', after] = text.split('::');
  const first = groupsOf(before);
  const last = groupsOf(after ?? '');
  const left = Array.from({ length: after === undefined ? 0 : 8 - first.length - last.length });
  const groups = [...first, ...left.map(() => '0'), ...last];
  return `${groups.slice(0, 4).join(':')}::/64`;
}

function groupsOf(part: string): readonly string[] {
  // Only the last 32 bits are ever written with dots: what they are does not matter here.
  return part === '' ? [] : part.replace(/[\d.]+\.\d+$/, '0:0').split(':');
}
