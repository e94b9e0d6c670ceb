import { expect, it } from 'vitest';
import { parseS3Place, placeText } from './place.js';

it.each([
  ['s3://cat-logs', 'cat-logs', '', 's3://cat-logs'],
  ['s3://cat-logs/', 'cat-logs', '', 's3://cat-logs'],
  ['s3://cat.logs/prod/access', 'cat.logs', 'prod/access/', 's3://cat.logs/prod/access'],
  ['s3://cat-logs/a/b/', 'cat-logs', 'a/b/', 's3://cat-logs/a/b'],
])('reads %s', (text, bucket, prefix, shown) => {
  expect(parseS3Place(text)).toEqual({ bucket, prefix });
  expect(placeText(parseS3Place(text))).toBe(shown);
});

it.each([
  ...['', 'cat-logs/access', 's3:/cat-logs', 's3://', 's3://x', 's3://Cat-Logs', 's3://a_b'],
  ...['s3://cat-logs//access', 's3://cat-logs/../access', "s3://cat-logs/o'clock x", 's3://a/b\n'],
])('refuses %j', (text) => {
  expect(() => parseS3Place(text)).toThrow('is no place in S3');
});
