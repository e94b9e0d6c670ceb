import { expect, it } from 'vitest';
import { addressUrl, parsePublicUrl } from './public-address.js';

it.each([
  ['127.0.0.1', 'http://127.0.0.1:3000'],
  ['localhost', 'http://localhost:3000'],
  ['0.0.0.0', 'http://127.0.0.1:3000'],
  ['::', 'http://[::1]:3000'],
  ['::1', 'http://[::1]:3000'],
])('reaches a server on %s', (host, url) => {
  expect(addressUrl(host, 3000)).toBe(url);
});

it.each([
  'https://cats.example',
  'http://127.0.0.1:3000/',
  'https://cdn.example/cats/v1',
  'https://xn--ktzchen-5wa.example/%C3%BC',
])('takes %s as what is before the addresses of pictures', (text) => {
  expect(parsePublicUrl(text)).toBe(text);
});

it.each([
  'cats.example',
  'localhost:3000',
  'ftp://cats.example',
  'https://cats.example/\r\nX-Cat: 1',
  'https://kätzchen.example',
  'https://cats.example/a b',
  'https://cats.example/?from=',
  'https://cats.example/#',
  'https://me:secret@cats.example',
])('refuses %j without repeating it', (text) => {
  expect(() => parsePublicUrl(text)).toThrow(
    'not a URL such as https://cats.example, in ASCII and without a password or a query',
  );
});
