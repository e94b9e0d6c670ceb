import { expect, it } from 'vitest';
import { parseEndpoint } from './endpoint-url.js';

it.each(['https://s3.example.com', 'http://127.0.0.1:9000/', 'https://example.com/s3'])(
  'takes %s',
  (text) => {
    expect(parseEndpoint(text)).toBe(text);
  },
);

it.each(['notaurl', 's3.example.com', 'localhost:9000', 's3://cats', 'https://me:secret@s3.test'])(
  'refuses %s without repeating it',
  (text) => {
    expect(() => parseEndpoint(text)).toThrow(/^not a URL such as https:\/\/s3\.example\.com, and/);
  },
);
