import type { IncomingMessage } from 'node:http';
import { expect, it } from 'vitest';
import { KnownUrls, type Routed } from './known-urls.js';

const routed = {} as Routed;
const asked = (method: string, url: string) => ({ method, url }) as IncomingMessage;

it('knows a URL again, also for its head', () => {
  const urls = new KnownUrls();
  urls.remember(asked('GET', '/v1/breeds?page=1'), routed);
  expect(urls.find(asked('GET', '/v1/breeds?page=1'))).toBe(routed);
  expect(urls.find(asked('HEAD', '/v1/breeds?page=1'))).toBe(routed);
  expect(urls.find(asked('GET', '/v1/breeds'))).toBeUndefined();
});

it('takes no write for a read, nor the other way', () => {
  const urls = new KnownUrls();
  urls.remember(asked('POST', '/v1/votes'), routed);
  expect(urls.find(asked('GET', '/v1/votes'))).toBeUndefined();
  urls.remember(asked('GET', '/v1/votes'), routed);
  expect(urls.find(asked('POST', '/v1/votes'))).toBeUndefined();
});

it('keeps no URL with a key in it, none that is long, and only so many', () => {
  const urls = new KnownUrls();
  const secret = asked('GET', '/v1/breeds?api_key=live_1');
  const long = asked('GET', `/v1/breeds?x=${'y'.repeat(300)}`);
  for (const each of [secret, long]) {
    urls.remember(each, routed);
    expect(urls.find(each)).toBeUndefined();
  }
  for (let at = 0; at < 5000; at += 1) urls.remember(asked('GET', `/${at}`), routed);
  expect(urls.find(asked('GET', '/0'))).toBeUndefined();
  expect(urls.find(asked('GET', '/4999'))).toBe(routed);
});
