import { expect, it } from 'vitest';
import { isOurs, readMessage, writeMessage } from './job-message.js';

const job = (payload: object) => ({
  ...{ id: 17, type: 'webhook.deliver', payload: JSON.stringify(payload), accountId: 'Ab3dE9' },
});

it.each([
  ['other letters', { sub: 'Käthe 猫 🐈' }],
  ['what SQS takes in no message', { sub: '\u0000 \u001b[31m \ufffe \uffff \ud800' }],
  ['the separators of lines', { sub: '\u2028 \r\n' }],
])('brings a job with %s there and back, in ASCII alone', (_, payload) => {
  const body = writeMessage(job(payload));
  expect(body).toMatch(/^[\u0020-\u007e]+$/);
  expect(readMessage(body)).toEqual(job(payload));
});

it.each(['', 'meow', '[]', '{"id":"17"}', '{"id":0,"type":"x","payload":{},"accountId":null}'])(
  'takes %j for none of ours',
  (body) => {
    const read = readMessage(body);
    expect([isOurs(read), read.type, read.payload]).toEqual([false, 'unknown', '{}']);
  },
);
