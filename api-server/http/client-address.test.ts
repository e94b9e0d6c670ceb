import type { IncomingMessage } from 'node:http';
import { expect, it } from 'vitest';
import { ClientAddresses } from './client-address.js';
import { trustedOf } from './trusted-proxies.js';

const day = 86_400_000;
const isTrusted = trustedOf(['10.0.0.0/8']);

/** A connection, and the requests that come on it. */
function connection(remoteAddress: string | undefined) {
  const socket = { remoteAddress };
  return (forwarded?: string) =>
    ({ socket, headers: { 'x-forwarded-for': forwarded } }) as unknown as IncomingMessage;
}

it('names the other end, whatever it says of itself', () => {
  for (const addresses of [new ClientAddresses(0), new ClientAddresses(0, isTrusted)]) {
    const request = connection('192.0.2.1');
    const name = addresses.of(request(), 0);
    expect(name).toMatch(/^[\w-]{22}$/);
    expect(addresses.of(request('6.6.6.6'), 0)).toBe(name);
    expect(addresses.of(connection('::ffff:192.0.2.1')('6.6.6.6'), 0)).toBe(name);
    expect(addresses.of(connection('192.0.2.2')(), 0)).not.toBe(name);
  }
});

it('names each client of a connection from a proxy, as if it had come itself', () => {
  const addresses = new ClientAddresses(0, isTrusted);
  const proxied = connection('10.0.0.1');
  const itself = (address: string) => addresses.of(connection(address)(), 0);
  for (const address of ['192.0.2.1', '192.0.2.2', '2001:db8::1', '192.0.2.1']) {
    expect(addresses.of(proxied(address), 0)).toBe(itself(address));
    expect(addresses.of(proxied(`6.6.6.6, ${address}`), 0)).toBe(itself(address));
  }
  expect(addresses.of(proxied(), 0)).toBe(itself('10.0.0.1'));
  expect(addresses.of(proxied('2001:db8::ffff'), 0)).toBe(itself('2001:db8::1'));
});

it('names everybody anew each day, also on a connection that lasts', () => {
  const addresses = new ClientAddresses(0, isTrusted);
  for (const request of [connection('192.0.2.1'), connection('10.0.0.1')]) {
    const name = addresses.of(request('192.0.2.1'), 0);
    expect(addresses.of(request('192.0.2.1'), day - 1)).toBe(name);
  }
  const request = connection('10.0.0.1');
  const name = addresses.of(request('192.0.2.1'), 0);
  expect(addresses.of(request('192.0.2.1'), day)).not.toBe(name);
});
