import { createHash } from 'node:crypto';
import { deny, type Json } from './call.js';

/** One message of a queue. Times are milliseconds since the epoch. */
export interface LoopbackMessage {
  readonly id: string;
  readonly body: string;
  /** As it was sent: `{failure: {DataType: 'String', StringValue: 'late'}}`. */
  readonly attributes: Json;
  readonly sentAt: number;
  visibleAt: number;
  receives: number;
  receivedAt: number;
  /** Of the newest receive: older ones delete nothing. */
  handle: string | null;
}

export interface LoopbackQueue {
  readonly name: string;
  readonly arn: string;
  messages: LoopbackMessage[];
  /** Seconds; what a receive that says nothing gets. */
  visibilityTimeout: number;
  retentionSeconds: number;
  /** Where a message goes that was received so often. */
  redrive: { readonly to: string; readonly maxReceiveCount: number } | null;
}

export interface SqsState {
  readonly queues: Map<string, LoopbackQueue>;
  /** Actions that are not allowed, such as `SendMessageBatch`. */
  readonly denied: Set<string>;
  /** The next receives are given what is with somebody already: standard queues do that. */
  duplicates: number;
  /** What the next entries of a batch are refused with. */
  readonly refusedEntries: { readonly code: string; readonly senderFault: boolean }[];
  /** So many of the next entries of a batch are not deleted. */
  undeletable: number;
  /** What the clock is ahead. */
  aheadMs: number;
  now(): number;
  /** Told when something was sent. */
  readonly waiting: Set<() => void>;
}

const account = '123456789012';

export const arnOf = (name: string) => `arn:aws:sqs:eu-west-1:${account}:${name}`;

/** `…/123456789012/name` at that address. */
export const urlOf = (base: string, name: string) => `${base}/${account}/${name}`;

/** The queue of a request; throws as SQS does where there is none. */
export function queueOf(state: SqsState, { QueueUrl }: Json): LoopbackQueue {
  const queue = state.queues.get(String(QueueUrl).split('/').at(-1) ?? '');
  if (queue) return queue;
  throw deny('com.amazonaws.sqs#QueueDoesNotExist', 'The specified queue does not exist.');
}

/** "MD5 digest of the non-URL-encoded message body": the SDK checks it. */
export const md5 = (text: string) => createHash('md5').update(text).digest('hex');
