import { expect, it } from 'vitest';
import { parseBucketLocation, parseObjectLocation } from './object-location.js';

it('reads a directory or a part of a bucket', () => {
  const directory = (path: string) => ({ kind: 'directory', path });
  const s3 = (bucket: string, prefix: string) => ({ kind: 's3', bucket, prefix });
  expect(parseObjectLocation('/var/lib/cats')).toEqual(directory('/var/lib/cats'));
  expect(parseObjectLocation('objects')).toEqual(directory('objects'));
  expect(parseObjectLocation('s3://cat-logs')).toEqual(s3('cat-logs', ''));
  expect(parseObjectLocation('s3://cat-logs/')).toEqual(s3('cat-logs', ''));
  expect(parseObjectLocation('s3://cat.logs/a//b-1/')).toEqual(s3('cat.logs', 'a/b-1/'));
  expect(parseBucketLocation('s3://192.168.0.cats')).toEqual(s3('192.168.0.cats', ''));
});

const otherKind = 'give a directory, or s3://bucket/prefix';
const noName = 'no bucket is named like the one in s3://bucket/prefix';
const noPrefix = 'the prefix in s3://bucket/prefix cannot be used';

it.each([
  ['s3://', noName],
  ['s3:///prefix', noName],
  ['s3://Cat-Logs/a', noName],
  ['s3://no', noName],
  [`s3://${'a'.repeat(64)}/a`, noName],
  ['s3://192.168.0.1/a', noName],
  ['s3://cat..logs/a', noName],
  ['s3://-cat-logs/a', noName],
  ['s3://cat-logs.', noName],
  ['s3://cat_logs/a', noName],
  ['s3://key:secret@cat-logs/a', noName],
  ['s3://cat-logs?x=1', noName],
  ['s3://cat-logs/a b', noPrefix],
  ['s3://cat-logs/../a', noPrefix],
  ['s3://cat-logs/a?x=1', noPrefix],
  ['s3://cat-logs/a\nb', noPrefix],
  ['https://cat-logs.s3.amazonaws.com/', otherKind],
  ['file:///tmp', otherKind],
])('refuses %j without repeating it, and says what would be right', (text, sentence) => {
  expect(() => parseObjectLocation(text)).toThrow(sentence);
});

it.each([
  'cat-pictures',
  '/var/lib/cats',
  'https://cat-logs.s3.amazonaws.com/',
  'S3://cat-pictures',
])('takes no %s where only a bucket will do', (text) => {
  expect(() => parseBucketLocation(text)).toThrow(
    'not a bucket, which is given as s3://bucket/prefix',
  );
});
