import { blamed } from '../../../failures/dependency.js';
import type { Priority } from '../../../jobs/jobs.js';
import type { TakenJob } from '../../../jobs/queue.js';
import { writeMessage } from './job-message.js';
import type { SqsCall } from './sqs-call.js';
import type { SqsLocation } from './sqs-location.js';

/** So long a message stays away whose type has no place left in this process: what is urgent hardly. */
const putBackSeconds: Readonly<Record<Priority, number>> = { urgent: 1, usual: 20 };

/** A job that came and cannot be begun. */
interface Untried extends TakenJob {
  /** Since when it has waited, milliseconds since the epoch. */
  readonly since: number;
}

/** One that was put back, as far as is known. */
interface Waiting {
  readonly since: number;
  /** From then on it may be given to anybody. */
  readonly visibleAt: number;
}

/** Puts jobs back into SQS, and knows for how long those wait that it put back. */
export interface PutBack {
  /**
   * As new messages, as SQS counts whatever it gives. What does not get there shows itself again when
   * its lease ends; throws when that is so of one, or when one is there twice.
   */
  put(lane: Priority, jobs: readonly Untried[]): Promise<void>;
  /** A message came for the first time: somebody was given what SQS could give before it, about. */
  came(
    lane: Priority,
    message: { readonly id: number; readonly sentAt: number; readonly isPutBack: boolean },
  ): void;
  /** A look found nothing that can be given. */
  foundNone(lane: Priority): void;
  /** Since when the first of them has waited; null when none does. */
  since(lane: Priority): number | null;
}

export function createPutBack({
  call,
  location,
  now,
}: {
  readonly call: SqsCall;
  readonly location: SqsLocation;
  readonly now: () => number;
}): PutBack {
  const never = new AbortController().signal;
  // By the number of the job, in the order in which they can be given again.
  const lanes: Readonly<Record<Priority, Map<number, Waiting>>> = {
    urgent: new Map(),
    usual: new Map(),
  };

  async function send(lane: Priority, jobs: readonly Untried[]) {
    const QueueUrl = location.urls[lane];
    const Entries = jobs.map((job, at) => {
      const before = { attempts: job.attempts - 1, since: job.since };
      const MessageBody = writeMessage({ ...job, before });
      return { Id: `${at}`, MessageBody, DelaySeconds: putBackSeconds[lane] };
    });
    return call(never, (client, { SendMessageBatchCommand }, abortSignal) =>
      client.send(new SendMessageBatchCommand({ QueueUrl, Entries }), { abortSignal }),
    );
  }

  /** In one call: none of them stays because another does. Answers what stays. */
  async function remove(lane: Priority, jobs: readonly Untried[]) {
    if (jobs.length === 0) return [];
    const QueueUrl = location.urls[lane];
    const Entries = jobs.map(({ lease }, at) => ({ Id: `${at}`, ReceiptHandle: lease }));
    const { Failed = [] } = await call(
      never,
      (client, { DeleteMessageBatchCommand }, abortSignal) =>
        client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }), { abortSignal }),
    );
    return Failed;
  }

  /** Those that SQS could give before that time: they are with somebody. */
  function forget(lane: Priority, time: number): void {
    for (const [id, { visibleAt }] of lanes[lane]) {
      if (visibleAt >= time) return;
      lanes[lane].delete(id);
    }
  }

  return {
    async put(lane, jobs) {
      const { Successful = [], Failed: unsent = [] } = await send(lane, jobs);
      const sent = Successful.flatMap(({ Id }) => jobs[Number(Id)] ?? []);
      for (const { id, since } of sent) {
        lanes[lane].delete(id);
        lanes[lane].set(id, { since, visibleAt: now() + putBackSeconds[lane] * 1000 });
      }
      const [failed] = [...unsent, ...(await remove(lane, sent))];
      if (failed) {
        const { Code: code = 'unknown' } = failed;
        throw blamed(Object.assign(new Error('SQS refused it.'), { code }), 'queue');
      }
    },
    came(lane, { id, sentAt, isPutBack }) {
      forget(lane, isPutBack ? sentAt + putBackSeconds[lane] * 1000 : sentAt);
      lanes[lane].delete(id);
    },
    foundNone: (lane) => forget(lane, now()),
    since(lane) {
      const all = [...lanes[lane].values()].map(({ since }) => since);
      return all.length === 0 ? null : all.reduce((a, b) => Math.min(a, b));
    },
  };
}
