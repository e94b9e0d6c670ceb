import type { Message } from '@aws-sdk/client-sqs';
import type { Priority } from '../../../jobs/jobs.js';
import {
  type JobQueue,
  type LaneDepth,
  leaseMs,
  type QueueDepth,
  type TakenJob,
} from '../../../jobs/queue.js';
import type { FailureLog } from '../../../ports.js';
import type { KeepDead } from '../keep-dead.js';
import { isOurs, readMessage } from './job-message.js';
import { createPutBack } from './put-back.js';
import { type SqsCall, waitSeconds } from './sqs-call.js';
import type { SqsLocation } from './sqs-location.js';
import type { SqsQueues } from './sqs-queues.js';

/** The most that one receive gives. */
const mostAtOnce = 10;
/** The longest that a message may be kept away from everybody. */
const longestHiddenSeconds = 43_200;

interface SqsQueueDeps {
  readonly call: SqsCall;
  readonly location: SqsLocation;
  readonly queues: SqsQueues;
  /** What is on its way to SQS. */
  readonly outbox: Pick<JobQueue, 'depth' | 'release'>;
  readonly keepDead: KeepDead;
  readonly now: () => number;
  readonly failures: Pick<FailureLog, 'note'>;
  /** Seconds; {@link waitSeconds} but in tests. */
  readonly wait?: number;
}

/** A message that was received: until then it is with whoever received it. */
interface Held {
  readonly lane: Priority;
  readonly body: string;
  readonly sentAt: number;
  readonly until: number;
}

/** A message as it was given. */
interface Received {
  readonly body: string;
  /** Its receipt: of this time that it was given, and of no other. */
  readonly handle: string;
  /** This time included. */
  readonly receives: number;
  /** Milliseconds since the epoch. */
  readonly sentAt: number;
}

/** The queues in SQS, and what the handler of a function tells of messages that it was given. */
export interface SqsQueue extends JobQueue {
  /** A message that was received by somebody else, as a job. */
  adopt(lane: Priority, message: Received): TakenJob;
}

/**
 * Jobs in two standard queues. A lease is a message's visibility timeout, so it may come twice, and a
 * pause between attempts is one too. Dead jobs go back to the database, where all dead ones are; what
 * is none of ours goes to the dead-letter queue of its lane.
 */
export function createSqsQueue(deps: SqsQueueDeps): SqsQueue {
  const { call, location, queues, outbox, keepDead, now, failures, wait = waitSeconds } = deps;
  const putBack = createPutBack(deps);
  const messages = new WeakMap<TakenJob, Held>();
  // SQS does not say how old the first message is. It gives them about in their order: none is older
  // than the newest that came for the first time, nor than the last look that found none.
  const noneBefore = new Map<Priority, number>();
  const never = new AbortController().signal;

  /** What is known of its message; undefined when it may have come to somebody else by now. */
  function held(job: TakenJob) {
    const known = messages.get(job);
    if (!known) throw new TypeError('The job is of another queue.');
    if (now() >= known.until) return undefined;
    return { ...known, QueueUrl: location.urls[known.lane], ReceiptHandle: job.lease };
  }

  function adopt(lane: Priority, { body, handle, receives, sentAt }: Received): TakenJob {
    const { before, ...read } = readMessage(body);
    const since = before?.since ?? sentAt;
    if (receives === 1) {
      noneBefore.set(lane, since);
      putBack.came(lane, { id: read.id, sentAt, isPutBack: before !== undefined });
    }
    const job = { ...read, attempts: receives + (before?.attempts ?? 0), lease: handle };
    messages.set(job, { lane, body, sentAt: since, until: now() + leaseMs });
    return job;
  }

  /** Puts messages back that came and cannot be begun. Whatever becomes of them: others are begun. */
  async function putAllBack(lane: Priority, jobs: readonly TakenJob[]): Promise<void> {
    const untried = jobs.map((job) => ({ ...job, since: messages.get(job)?.sentAt ?? now() }));
    await putBack.put(lane, untried).catch((error: unknown) => {
      failures.note('jobs-not-put-back', error);
    });
  }

  async function remove(QueueUrl: string, ReceiptHandle: string): Promise<void> {
    await call(never, (client, { DeleteMessageCommand }, abortSignal) =>
      client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }), { abortSignal }),
    );
  }

  async function laneDepth(lane: Priority, { waiting, dueSince, dead }: LaneDepth) {
    const [live, buried] = await Promise.all([queues.facts(lane), queues.deadFacts(lane)]);
    // Only what was put back is kept away from everybody: it is due.
    const there = live.waiting + live.delayed;
    const since = there === 0 ? [] : [noneBefore.get(lane) ?? null, putBack.since(lane)];
    const known = [dueSince, ...since].filter((at) => at !== null);
    return {
      waiting: waiting + there,
      dueSince: known.length === 0 ? null : Math.min(...known),
      dead: dead + buried.waiting,
    };
  }

  return {
    adopt,
    async take(lane, atMost, stop, roomOf) {
      const { Messages = [] } = await call(stop, (client, { ReceiveMessageCommand }, abortSignal) =>
        client.send(
          new ReceiveMessageCommand({
            QueueUrl: location.urls[lane],
            MaxNumberOfMessages: Math.min(atMost, mostAtOnce),
            VisibilityTimeout: leaseMs / 1000,
            WaitTimeSeconds: wait,
            MessageSystemAttributeNames: ['ApproximateReceiveCount', 'SentTimestamp'],
          }),
          { abortSignal },
        ),
      );
      if (Messages.length === 0) {
        noneBefore.set(lane, now());
        putBack.foundNone(lane);
      }
      const jobs = Messages.map((message) => adopt(lane, readReceived(message)));
      const room = new Map(roomOf);
      const hasRoom = ({ type }: TakenJob) => {
        const left = room.get(type);
        if (left !== undefined) room.set(type, left - 1);
        return left === undefined || left > 0;
      };
      const begun = jobs.filter(hasRoom);
      const others = jobs.filter((job) => !begun.includes(job));
      if (others.length > 0) await putAllBack(lane, others);
      return begun;
    },
    async done(job) {
      const message = held(job);
      if (message) await remove(message.QueueUrl, message.ReceiptHandle);
    },
    async retry(job, at) {
      const message = held(job);
      if (!message) return;
      const { QueueUrl, ReceiptHandle } = message;
      const seconds = Math.ceil((at - now()) / 1000);
      const VisibilityTimeout = Math.min(longestHiddenSeconds, Math.max(0, seconds));
      const change = { QueueUrl, ReceiptHandle, VisibilityTimeout };
      await call(never, (client, { ChangeMessageVisibilityCommand }, abortSignal) =>
        client.send(new ChangeMessageVisibilityCommand(change), { abortSignal }),
      );
    },
    async bury(job, failure) {
      const message = held(job);
      if (!message) return;
      // First kept, then gone: in between it is there twice, and never not at all.
      const { lane, body, sentAt, QueueUrl, ReceiptHandle } = message;
      if (isOurs(job)) await keepDead({ ...job, lane, failure, createdAt: sentAt });
      else await queues.sendDead(lane, body, { failure, attempts: job.attempts });
      await remove(QueueUrl, ReceiptHandle);
    },
    async depth(): Promise<QueueDepth> {
      const { lanes } = await outbox.depth();
      const [urgent, usual] = await Promise.all([
        laneDepth('urgent', lanes.urgent),
        laneDepth('usual', lanes.usual),
      ]);
      return { lanes: { urgent, usual } };
    },
    // What dead processes had in SQS shows itself again when its time is over.
    release: () => outbox.release(),
  };
}

function readReceived({ Body = '', ReceiptHandle = '', Attributes }: Message): Received {
  const { ApproximateReceiveCount, SentTimestamp } = Attributes ?? {};
  return {
    ...{ body: Body, handle: ReceiptHandle },
    ...{ receives: Number(ApproximateReceiveCount), sentAt: Number(SentTimestamp) },
  };
}
