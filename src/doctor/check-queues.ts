import type { AdminReply } from '../contracts/admin-process.js';
import type { QueueLook } from '../contracts/queue-look.js';
import { lengthText } from '../platform/format-time.js';
import { askedCheckup } from './asked-checkup.js';
import type { Checkup, Finding } from './finding.js';
import { findingsOf } from './vendor-findings.js';

interface QueuesCheckupDeps {
  /** Asks the API's administration; throws a CatopsError. */
  look(): Promise<AdminReply<'queue.look'>>;
}

const area = 'Queue';
const make = findingsOf(area);
const runbook = 'catops runbook show queue-refused';
const daySeconds = 86_400;
/** What moving jobs to SQS and working them off is made of. */
const ofWork =
  'sqs:SendMessage, sqs:ReceiveMessage, sqs:DeleteMessage and sqs:ChangeMessageVisibility';

/** Looks at the queues of jobs in SQS: whether they are there, set up as they must be, and what is dead. */
export function createQueuesCheckup({ look }: QueuesCheckupDeps): Checkup {
  return askedCheckup({ area, check: 'queues', mend: runbook, look, judge });
}

function judge({ queues, ...limits }: AdminReply<'queue.look'>): readonly Finding[] {
  if (queues === null) return [make.ok('queues', 'Jobs wait in the database.')];
  const found = queues.flatMap((each) => judgeOne(each, limits));
  if (found.some(({ state }) => state === 'broken')) return found;
  const says = `Not tried, for it would take a job: the servers need also ${ofWork}. IAM tells without: ${runbook}`;
  return [...found, make.ok('permissions', says)];
}

function judgeOne(
  { queue, facts, problem }: QueueLook,
  { mostAttempts, leaseSeconds }: Omit<AdminReply<'queue.look'>, 'queues'>,
): readonly Finding[] {
  const findings: (Finding | false)[] = [
    problem !== null && make.broken(queue, problem.message, problem.hint ?? runbook),
  ];
  if (facts) {
    const { maxReceiveCount, visibilitySeconds, retentionSeconds, dead } = facts;
    findings.push(
      maxReceiveCount !== null &&
        maxReceiveCount <= mostAttempts &&
        make.broken(
          queue,
          `SQS puts a job aside after ${maxReceiveCount} times, before its ${mostAttempts} attempts are over.`,
          'set maxReceiveCount of its redrive policy to 20',
        ),
      visibilitySeconds < leaseSeconds &&
        make.warning(
          queue,
          `Functions have ${visibilitySeconds} s for a job before it is given to another; they need ${leaseSeconds}.`,
          'set its VisibilityTimeout to 360',
        ),
      retentionSeconds < daySeconds &&
        make.broken(
          queue,
          `What waits longer than ${lengthText(retentionSeconds * 1000)} is lost.`,
          'set its MessageRetentionPeriod to 1209600, 14 days',
        ),
      dead !== null && dead > 0 && deadFinding(queue, dead),
    );
  }
  const bad = findings.filter((finding) => finding !== false);
  if (bad.length > 0 || !facts) return bad;
  const { waiting, taken } = facts;
  return [make.ok(queue, `${waiting} wait, ${taken} are taken; its dead-letter queue is empty.`)];
}

function deadFinding(queue: string, dead: number): Finding {
  const says = `${dead} in its dead-letter queue: each ended every process that took it, or is none of ours.`;
  const mend =
    'mend what they end, then aws sqs start-message-move-task with the ARN of that queue';
  return make.warning(queue, says, mend);
}
