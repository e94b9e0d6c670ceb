import { answer, deny, type Json, refuse } from './call.js';
import { arnOf, type LoopbackQueue, queueOf, type SqsState, urlOf } from './state.js';

/** What can be asked of a queue, with the base address that its URL begins with. */
export const queueCalls = (base: () => string) => ({
  GetQueueUrl(state: SqsState, { QueueName }: Json) {
    const name = String(QueueName);
    if (!state.queues.has(name))
      throw deny('com.amazonaws.sqs#QueueDoesNotExist', 'The specified queue does not exist.');
    return answer('GetQueueUrl', { QueueUrl: urlOf(base(), name) });
  },

  GetQueueAttributes(state: SqsState, body: Json) {
    const all = attributesOf(state, queueOf(state, body));
    const names = body['AttributeNames'] as readonly string[] | undefined;
    const unknown = names?.find((name) => name !== 'All' && !known.has(name));
    if (unknown)
      throw refuse(`${unknown} is no attribute`, 'com.amazonaws.sqs#InvalidAttributeName');
    // Without names it answers none.
    const asked = Object.entries(all).filter(([name]) => {
      return names?.includes('All') || names?.includes(name);
    });
    return answer('GetQueueAttributes', { Attributes: Object.fromEntries(asked) });
  },
});

const known = new Set([
  ...['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible', 'QueueArn'],
  ...['ApproximateNumberOfMessagesDelayed', 'VisibilityTimeout', 'MessageRetentionPeriod'],
  ...['MaximumMessageSize', 'RedrivePolicy', 'DelaySeconds', 'ReceiveMessageWaitTimeSeconds'],
]);

/** All of them are texts. */
function attributesOf(state: SqsState, queue: LoopbackQueue) {
  const now = state.now();
  const hidden = queue.messages.filter(({ visibleAt }) => visibleAt > now);
  const delayed = hidden.filter(({ receives }) => receives === 0).length;
  const { redrive } = queue;
  return {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: `${queue.messages.length - hidden.length}`,
    ApproximateNumberOfMessagesNotVisible: `${hidden.length - delayed}`,
    ApproximateNumberOfMessagesDelayed: `${delayed}`,
    VisibilityTimeout: `${queue.visibilityTimeout}`,
    MessageRetentionPeriod: `${queue.retentionSeconds}`,
    MaximumMessageSize: '1048576',
    ...(redrive && {
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: arnOf(redrive.to),
        maxReceiveCount: redrive.maxReceiveCount,
      }),
    }),
  };
}
