import { type InternetAddress, readAddress } from './internet-address.js';
import type { IsTrusted } from './trusted-proxies.js';

/**
 * Where a request that came from `peer` began: the last address in X-Forwarded-For that is not one of
 * our proxies, as each proxy adds whom it was asked by at the right. What stands left of it anybody
 * may have written, and is not read. From where something stands that is no address, the last good
 * one is taken.
 */
export function beginningOf(
  peer: InternetAddress,
  forwarded: string,
  isTrusted: IsTrusted,
): InternetAddress {
  let at = peer;
  for (let end = forwarded.length; end >= 0 && isTrusted(at); ) {
    const comma = end === 0 ? -1 : forwarded.lastIndexOf(',', end - 1);
    const address = readHop(forwarded.slice(comma + 1, end).trim());
    if (address === undefined) return at;
    at = address;
    end = comma;
  }
  return at;
}

/** Some proxies add the port: `192.0.2.1:4711`, `[2001:db8::1]:4711`. */
function readHop(text: string): InternetAddress | undefined {
  const parts = /^(?:\[(?<six>[^\]]*)\](?::\d{1,5})?|(?<four>[\d.]+):\d{1,5})$/.exec(text)?.groups;
  const address = readAddress(parts?.['six'] ?? parts?.['four'] ?? text);
  return address?.family === 'ipv4' || parts?.['four'] === undefined ? address : undefined;
}
