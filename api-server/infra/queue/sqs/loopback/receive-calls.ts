import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { readBatch } from './batch.js';
import { answer, deny, type Json, refuse } from './call.js';
import { type LoopbackMessage, type LoopbackQueue, md5, queueOf, type SqsState } from './state.js';

/** "Total VisibilityTimeout": from the receive on. */
const longestMs = 43_200_000;

export const receiveCalls = {
  async ReceiveMessage(state: SqsState, body: Json, gone: AbortSignal) {
    const queue = queueOf(state, body);
    const { MaxNumberOfMessages = 1, WaitTimeSeconds = 0, VisibilityTimeout } = body;
    const hiddenMs = Number(VisibilityTimeout ?? queue.visibilityTimeout) * 1000;
    const giveUp = AbortSignal.any([AbortSignal.timeout(Number(WaitTimeSeconds) * 1000), gone]);
    let given = give(state, queue, Number(MaxNumberOfMessages), hiddenMs);
    // Long polling: an answer as soon as there is a message.
    while (given.length === 0 && !giveUp.aborted) {
      await nextSend(state, giveUp);
      // What a killed client waits for is for the others.
      if (gone.aborted) break;
      given = give(state, queue, Number(MaxNumberOfMessages), hiddenMs);
    }
    const asked = new Set([
      ...((body['MessageSystemAttributeNames'] ?? []) as readonly string[]),
      ...((body['MessageAttributeNames'] ?? []) as readonly string[]),
    ]);
    const Messages = given.map((message) => shown(message, asked));
    return answer('ReceiveMessage', Messages.length === 0 ? {} : { Messages });
  },

  DeleteMessage(state: SqsState, body: Json) {
    const queue = queueOf(state, body);
    const handle = readHandle(body);
    // With a handle that is not the newest it "succeeds, but the message might not be deleted".
    queue.messages = queue.messages.filter((message) => message.handle !== handle);
    return answer('DeleteMessage', {});
  },

  /** "The result of the action on each message is reported individually in the response." */
  DeleteMessageBatch(state: SqsState, body: Json) {
    const queue = queueOf(state, body);
    const entries = readBatch<{ readonly ReceiptHandle: string }>(body);
    const failing = entries.slice(0, state.undeletable);
    state.undeletable -= failing.length;
    const taken = entries.slice(failing.length);
    const handles = new Set(taken.map((entry) => readHandle(entry)));
    queue.messages = queue.messages.filter(({ handle }) => !handles.has(handle ?? ''));
    return answer('DeleteMessageBatch', {
      Successful: taken.map(({ Id }) => ({ Id })),
      Failed: failing.map(({ Id }) => ({ Id, Code: 'InternalError', SenderFault: false })),
    });
  },

  ChangeMessageVisibility(state: SqsState, body: Json) {
    const queue = queueOf(state, body);
    const handle = readHandle(body);
    const message = queue.messages.find((each) => each.handle === handle);
    if (!message || message.visibleAt <= state.now())
      throw deny(
        'com.amazonaws.sqs#MessageNotInflight',
        'Value for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.',
      );
    const visibleAt = state.now() + Number(body['VisibilityTimeout']) * 1000;
    if (visibleAt > message.receivedAt + longestMs)
      throw refuse('12 hours from the receive at most', 'InvalidParameterValue');
    message.visibleAt = visibleAt;
    return answer('ChangeMessageVisibility', {});
  },
};

async function nextSend(state: SqsState, giveUp: AbortSignal): Promise<void> {
  let wake = () => {};
  const sent = new Promise<void>((resolve) => {
    wake = resolve;
  });
  state.waiting.add(wake);
  // What was hidden shows itself again without a send.
  await Promise.race([sent, sleep(20, undefined, { signal: giveUp }).catch(() => {})]);
  state.waiting.delete(wake);
}

function give(state: SqsState, queue: LoopbackQueue, most: number, hiddenMs: number) {
  const now = state.now();
  const wellOn = now - queue.retentionSeconds * 1000;
  queue.messages = queue.messages.filter(({ sentAt }) => sentAt > wellOn);
  redrive(state, queue, now);
  const due = queue.messages.filter(({ visibleAt, receives }) => {
    return visibleAt <= now || (receives > 0 && state.duplicates > 0);
  });
  const given = due.slice(0, most);
  for (const message of given) {
    if (message.visibleAt > now) state.duplicates -= 1;
    message.receives += 1;
    message.receivedAt = now;
    message.visibleAt = now + hiddenMs;
    message.handle = `AQEB${randomUUID()}`;
  }
  return given;
}

/** What was received as often as the policy allows goes to the other queue instead, with its time. */
function redrive(state: SqsState, queue: LoopbackQueue, now: number): void {
  const { redrive: policy } = queue;
  if (!policy) return;
  const over = queue.messages.filter(({ visibleAt, receives }) => {
    return visibleAt <= now && receives >= policy.maxReceiveCount;
  });
  queue.messages = queue.messages.filter((message) => !over.includes(message));
  state.queues.get(policy.to)?.messages.push(...over);
}

/** System attributes and own ones come only when they are asked for. */
function shown(message: LoopbackMessage, asked: ReadonlySet<string>) {
  const { id, body, handle, receives, sentAt, attributes } = message;
  const system = { ApproximateReceiveCount: `${receives}`, SentTimestamp: `${sentAt}` };
  const pick = (all: Json) =>
    Object.fromEntries(Object.entries(all).filter(([name]) => asked.has(name)));
  const [Attributes, MessageAttributes] = [pick(system), pick(attributes)];
  return {
    ...{ MessageId: id, Body: body, MD5OfBody: md5(body), ReceiptHandle: handle },
    ...(Object.keys(Attributes).length > 0 && { Attributes }),
    ...(Object.keys(MessageAttributes).length > 0 && { MessageAttributes }),
  };
}

function readHandle({ ReceiptHandle }: Json): string {
  if (/^AQEB/.test(String(ReceiptHandle))) return String(ReceiptHandle);
  throw refuse('a receipt handle comes from a receive', 'com.amazonaws.sqs#ReceiptHandleIsInvalid');
}
