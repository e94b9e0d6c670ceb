import { expect, it } from 'vitest';
import { parseObjectLocation } from './object-location.js';

it('reads a directory or a part of a bucket', () => {
  const directory = (path: string) => ({ kind: 'directory', path });
  const s3 = (bucket: string, prefix: string) => ({ kind: 's3', bucket, prefix });
  expect(parseObjectLocation('/var/lib/cats')).toEqual(directory('/var/lib/cats'));
  expect(parseObjectLocation('objects')).toEqual(directory('objects'));
  expect(parseObjectLocation('s3://cat-logs')).toEqual(s3('cat-logs', ''));
  expect(parseObjectLocation('s3://cat-logs/')).toEqual(s3('cat-logs', ''));
  expect(parseObjectLocation('s3://cat.logs/a//b-1/')).toEqual(s3('cat.logs', 'a/b-1/'));
});

it.each([
  's3://',
  's3:///prefix',
  's3://Cat-Logs/a',
  's3://key:secret@cat-logs/a',
  's3://cat-logs/a b',
  's3://cat-logs/../a',
  's3://cat-logs/a?x=1',
  'https://cat-logs.s3.amazonaws.com/',
  'file:///tmp',
])('refuses %s without repeating it', (text) => {
  expect(() => parseObjectLocation(text)).toThrow('neither a directory nor s3://bucket/prefix of');
});
