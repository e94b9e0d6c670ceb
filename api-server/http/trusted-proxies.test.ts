import { describe, expect, it } from 'vitest';
import { apiSettings } from '../config.js';
import { readConfig } from '../read-config.js';
import { beginningOf } from './forwarded.js';
import { type InternetAddress, networkOf, readAddress } from './internet-address.js';
import { trustedOf } from './trusted-proxies.js';

const read = (text: string) => readAddress(text) as InternetAddress;

describe('the setting', () => {
  const { env } = apiSettings.trustedProxies;

  it.each([
    ['10.0.0.0/8, 192.0.2.7', '10.255.0.1', true],
    ['10.0.0.0/8, 192.0.2.7', '192.0.2.7', true],
    ['10.0.0.0/8, 192.0.2.7', '192.0.2.8', false],
    ['10.0.0.0/8', '::ffff:10.1.2.3', true],
    ['::ffff:10.1.2.3', '10.1.2.3', true],
    ['fd00::/8', 'fdff::1', true],
    ['fd00::/8', 'fe00::1', false],
    ['2001:DB8::0:1', '2001:db8::1', true],
    ['0.0.0.0/1', '::1', false],
  ])('%s, asked about %s', (list, address, trusted) => {
    const { trustedProxies } = readConfig({ [env]: list });
    expect(trustedOf(trustedProxies)?.(read(address))).toBe(trusted);
  });

  it.each([
    ['10.0.0.0/33', 'neither'],
    ['10.0.0.0/', 'neither'],
    ['10.0.0.0/8/8', 'neither'],
    ['10.0.0', 'neither'],
    ['proxy.internal', 'neither'],
    ['fe80::1%eth0', 'neither'],
    ['::ffff:10.0.0.0/104', 'neither'],
    ['fd00::/129', 'neither'],
    ['0.0.0.0/0', 'everybody'],
    ['::/0', 'everybody'],
  ])('says what is wrong with %s', (entry, word) => {
    expect(() => readConfig({ [env]: `10.0.0.1,${entry}` })).toThrow(
      expect.objectContaining({
        code: 'config-invalid',
        message: expect.stringMatching(new RegExp(`^${env}: "${entry}" .*${word}`)),
      }),
    );
  });

  it('trusts nobody when it is not set', () => {
    expect(trustedOf(readConfig({}).trustedProxies)).toBeUndefined();
  });
});

describe('what proxies say', () => {
  const isTrusted = trustedOf(['10.0.0.0/8', 'fd00::/8']) ?? (() => false);

  it.each([
    ['192.0.2.1', '192.0.2.1', 'the client'],
    ['6.6.6.6, 192.0.2.1', '192.0.2.1', 'not what the client wrote itself'],
    ['192.0.2.1, 10.0.0.2,10.0.0.3', '192.0.2.1', 'through several proxies'],
    ['10.0.0.9', '10.0.0.9', 'one of our own machines'],
    ['192.0.2.1:4711', '192.0.2.1', 'with its port'],
    ['[2001:db8::1]:4711', '2001:db8::1', 'with its port'],
    ['[2001:db8::1]', '2001:db8::1', 'in brackets'],
    ['::FFFF:192.0.2.1', '192.0.2.1', 'mapped into IPv6'],
    ['192.0.2.1, fd00::2', '192.0.2.1', 'through proxies of both kinds'],
    ['192.0.2.1, unknown', '10.0.0.1', 'no further than what is no address'],
    ['192.0.2.1, , 10.0.0.2', '10.0.0.2', 'no further than what is empty'],
    [',10.0.0.2', '10.0.0.2', 'no further than what is empty'],
    ['', '10.0.0.1', 'nothing'],
  ])('%j is from %s: %s', (header, client) => {
    expect(beginningOf(read('10.0.0.1'), header, isTrusted).text).toBe(client);
  });

  it('is not asked of who is no proxy', () => {
    expect(beginningOf(read('192.0.2.9'), '10.0.0.1', isTrusted).text).toBe('192.0.2.9');
  });
});

it.each([
  ['192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1::9', '2001:db8:1:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['1::2:3:4:5:6:7', '1:0:2:3::/64'],
  ['::5:6:192.0.2.1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
])('%s is of the network %s', (address, network) => {
  expect(networkOf(read(address))).toBe(network);
});
