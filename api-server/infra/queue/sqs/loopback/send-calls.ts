import { randomUUID } from 'node:crypto';
import { readBatch } from './batch.js';
import { answer, type Json, refuse } from './call.js';
import { md5, queueOf, type SqsState } from './state.js';

const mostBytes = 1_048_576;
// "A message can include only XML, JSON, and unformatted text", of these characters.
const allowed = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;

interface Entry {
  readonly MessageBody: string;
  readonly DelaySeconds?: number;
  readonly MessageAttributes?: Readonly<Record<string, Json>>;
}

export const sendCalls = {
  SendMessage(state: SqsState, body: Json) {
    const [sent] = put(state, body, [body as unknown as Entry]);
    return answer('SendMessage', sent ?? {});
  },

  SendMessageBatch(state: SqsState, body: Json) {
    const entries = readBatch<Entry>(body);
    const failed = state.refusedEntries.splice(0, entries.length);
    const Failed = failed.map(({ code, senderFault }, at) => {
      return { Id: entries[at]?.Id, Code: code, SenderFault: senderFault };
    });
    const taken = entries.slice(failed.length);
    const sent = put(state, body, taken);
    const Successful = taken.map(({ Id }, at) => ({ Id, ...sent[at] }));
    return answer('SendMessageBatch', { Successful, Failed });
  },
};

function put(state: SqsState, request: Json, entries: readonly Entry[]) {
  const queue = queueOf(state, request);
  for (const entry of entries) check(entry);
  // "The maximum allowed individual message size and the maximum total payload size" are the same.
  if (entries.reduce((sum, entry) => sum + bytesOf(entry), 0) > mostBytes)
    throw refuse('all together has 1 MiB at most', 'com.amazonaws.sqs#BatchRequestTooLong');
  return entries.map(({ MessageBody, DelaySeconds = 0, MessageAttributes = {} }) => {
    const id = randomUUID();
    const sentAt = state.now();
    queue.messages.push({
      ...{ id, body: MessageBody, attributes: MessageAttributes, sentAt },
      ...{ visibleAt: sentAt + DelaySeconds * 1000, receives: 0, receivedAt: 0, handle: null },
    });
    for (const wake of state.waiting) wake();
    return { MessageId: id, MD5OfMessageBody: md5(MessageBody) };
  });
}

function check({ MessageBody, DelaySeconds = 0, MessageAttributes = {} }: Entry): void {
  if (MessageBody.length === 0) throw refuse('a message is not empty', 'MissingParameter');
  if (!allowed.test(MessageBody))
    throw refuse('characters are those of XML', 'com.amazonaws.sqs#InvalidMessageContents');
  if (DelaySeconds < 0 || DelaySeconds > 900)
    throw refuse('DelaySeconds is 0 to 900', 'InvalidParameterValue');
  const attributes = Object.entries(MessageAttributes);
  if (attributes.length > 10) throw refuse('10 attributes at most', 'InvalidParameterValue');
  for (const [name, { DataType, StringValue }] of attributes) {
    if (!/^(?!aws\.|amazon\.)[A-Za-z0-9_.-]{1,256}$/i.test(name))
      throw refuse('an attribute has 1 to 256 of [A-Za-z0-9_.-]', 'InvalidParameterValue');
    if (DataType !== 'String' || !StringValue || !allowed.test(String(StringValue)))
      throw refuse('a text attribute has a text', 'InvalidParameterValue');
  }
}

/** Names, types and values of the attributes count too. */
function bytesOf({ MessageBody, MessageAttributes = {} }: Entry): number {
  const attributes = Object.entries(MessageAttributes).flatMap(([name, value]) => [
    ...[name, String(value['DataType']), String(value['StringValue'])],
  ]);
  return [MessageBody, ...attributes].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}
