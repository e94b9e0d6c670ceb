import { expect, it } from 'vitest';
import { parseQueueUrl } from '../../../queue-url.js';
import { sqsLocation } from './sqs-location.js';

const urgent = 'https://sqs.eu-west-1.amazonaws.com/123456789012/cats-urgent';
const usual = 'https://sqs.eu-west-1.amazonaws.com/123456789012/cats-usual';
const at = (sqsUrgent: string | undefined, sqsUsual: string | undefined) =>
  sqsLocation({ queue: 'sqs', sqsUrgent, sqsUsual });

it('reads the region of the address', () => {
  const endpoint = 'https://sqs.eu-west-1.amazonaws.com';
  expect(at(urgent, usual)).toEqual({ urls: { urgent, usual }, endpoint, region: 'eu-west-1' });
  const own = 'https://vpce-0a-1b.sqs.us-east-2.vpce.amazonaws.com/123456789012/';
  expect(at(`${own}a`, `${own}b`)?.region).toBe('us-east-2');
  const here = 'http://127.0.0.1:9324/123456789012/';
  expect(at(`${here}a`, `${here}b`)?.region).toBeUndefined();
});

it('is none while jobs stay in the database', () => {
  expect(sqsLocation({ queue: 'database', sqsUrgent: urgent, sqsUsual: usual })).toBeUndefined();
});

it.each([
  [urgent, undefined, 'CATOPS_QUEUE=sqs needs CATOPS_SQS_URGENT and CATOPS_SQS_USUAL.'],
  [urgent, urgent, 'CATOPS_SQS_URGENT and CATOPS_SQS_USUAL are the same queue.'],
  [
    urgent,
    usual.replace('eu-west-1', 'eu-west-2'),
    'CATOPS_SQS_URGENT and CATOPS_SQS_USUAL are of different regions.',
  ],
])('refuses %s with %s', (one, other, message) => {
  expect(() => at(one, other)).toThrow(message);
});

it.each([
  'cats-urgent',
  'arn:aws:sqs:eu-west-1:123456789012:cats-urgent',
  'https://user:password@sqs.eu-west-1.amazonaws.com/123456789012/cats',
  'https://sqs.eu-west-1.amazonaws.com/123456789012/cats.fifo',
  'https://sqs.eu-west-1.amazonaws.com/12345/cats',
])('takes %s for no queue', (text) => {
  expect(() => parseQueueUrl(text)).toThrow('no URL of a standard queue');
});
