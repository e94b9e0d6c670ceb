import { CatopsError } from '../../../../src/platform/errors.js';
import type { Priority } from '../../../jobs/jobs.js';
import type { SqsCall } from './sqs-call.js';
import type { SqsLocation } from './sqs-location.js';

/** How a queue is set up, and what lies in it: counts are about right, as SQS says itself. */
export interface QueueFacts {
  readonly name: string;
  readonly waiting: number;
  readonly taken: number;
  readonly delayed: number;
  readonly visibilitySeconds: number;
  readonly retentionSeconds: number;
  /** Where what cannot be done goes; null where nothing is set. */
  readonly redrive: { readonly name: string; readonly maxReceiveCount: number } | null;
}

/** The queues themselves and the dead-letter queue of each. Every call throws a CatopsError. */
export type SqsQueues = ReturnType<typeof createSqsQueues>;

export function createSqsQueues(call: SqsCall, { urls }: SqsLocation) {
  const never = new AbortController().signal;
  const deadUrls = new Map<Priority, string>();

  async function facts(QueueUrl: string): Promise<QueueFacts> {
    const { Attributes = {} } = await call(
      never,
      (client, { GetQueueAttributesCommand }, abortSignal) =>
        client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }), {
          abortSignal,
        }),
    );
    return {
      name: QueueUrl.split('/').at(-1) ?? '',
      waiting: Number(Attributes.ApproximateNumberOfMessages),
      taken: Number(Attributes.ApproximateNumberOfMessagesNotVisible),
      delayed: Number(Attributes.ApproximateNumberOfMessagesDelayed),
      visibilitySeconds: Number(Attributes.VisibilityTimeout),
      retentionSeconds: Number(Attributes.MessageRetentionPeriod),
      redrive: readRedrive(Attributes.RedrivePolicy),
    };
  }

  /** The dead-letter queue of a lane: looked up once. */
  async function deadUrl(lane: Priority): Promise<string> {
    const known = deadUrls.get(lane);
    if (known !== undefined) return known;
    const { name, redrive } = await facts(urls[lane]);
    if (!redrive) throw withoutDead(name);
    const { QueueUrl = '' } = await call(never, (client, { GetQueueUrlCommand }, abortSignal) =>
      client.send(new GetQueueUrlCommand({ QueueName: redrive.name }), { abortSignal }),
    );
    deadUrls.set(lane, QueueUrl);
    return QueueUrl;
  }

  return {
    facts: (lane: Priority) => facts(urls[lane]),
    deadFacts: async (lane: Priority) => facts(await deadUrl(lane)),
    deadUrl,
    /** Puts a copy of a message where the dead ones of its lane are. */
    async sendDead(
      lane: Priority,
      body: string,
      { failure, attempts }: { readonly failure: string; readonly attempts: number },
    ): Promise<void> {
      const text = (StringValue: string) => ({ DataType: 'String', StringValue });
      const MessageAttributes = { failure: text(failure), attempts: text(`${attempts}`) };
      const QueueUrl = await deadUrl(lane);
      await call(never, (client, { SendMessageCommand }, abortSignal) =>
        client.send(new SendMessageCommand({ QueueUrl, MessageBody: body, MessageAttributes }), {
          abortSignal,
        }),
      );
    },
  };
}

/** `{"deadLetterTargetArn":"arn:aws:sqs:eu-west-1:123456789012:dead","maxReceiveCount":20}`; the count may be a text. */
function readRedrive(policy: string | undefined): QueueFacts['redrive'] {
  if (!policy) return null;
  const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(policy) as Record<string, unknown>;
  const name = String(deadLetterTargetArn).split(':').at(-1) ?? '';
  return { name, maxReceiveCount: Number(maxReceiveCount) };
}

function withoutDead(name: string): CatopsError {
  return new CatopsError('config-invalid', `The queue ${name} has no dead-letter queue.`, {
    hint: 'set one in its redrive policy: catops runbook show queue-refused',
  });
}
