import * as z from 'zod';
import type { TakenJob } from '../../../jobs/queue.js';

const messageSchema = z.object({
  /** The job's number in the database: the same in every copy of the message, and of no other job. */
  id: z.number().int().positive(),
  type: z.string().min(1).max(64),
  payload: z.record(z.string(), z.unknown()),
  accountId: z.string().nullable(),
  /** Of one that was put back untried: how often it was tried before, and since when it has waited. */
  before: z.object({ attempts: z.number().int().min(0), since: z.number() }).optional(),
});

/** What a message holds: a job's number, its type, and its payload, which is of ids. */
export interface JobMessage extends Pick<TakenJob, 'id' | 'type' | 'payload' | 'accountId'> {
  readonly before?: z.output<typeof messageSchema>['before'];
}

/** As SQS takes it: all of it ASCII, so that no character is one that it refuses. */
export function writeMessage({ id, type, payload, accountId, before }: JobMessage): string {
  const text = JSON.stringify({ id, type, payload: JSON.parse(payload), accountId, before });
  return text.replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Not ours, or of a version that writes them differently: a job of a type that nobody knows. */
const foreign: JobMessage = { id: 0, type: 'unknown', payload: '{}', accountId: null };

/** Whether it is a job of ours, which the database knows by its number. */
export function isOurs({ id }: Pick<TakenJob, 'id'>): boolean {
  return id !== foreign.id;
}

/** The job of a message, whatever was sent. */
export function readMessage(body: string): JobMessage {
  try {
    const { payload, ...job } = messageSchema.parse(JSON.parse(body));
    return { ...job, payload: JSON.stringify(payload) };
  } catch {
    return foreign;
  }
}
