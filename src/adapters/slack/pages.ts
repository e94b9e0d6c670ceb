import type { Outcome } from '../../incidents/ports.js';
import { type Fields, fieldsOf, type SlackClient, textOf } from './client.js';

const mostPages = 20;

/**
 * Reads a listing page by page until `onPage` has what it wants (true) or there is no more. A listing
 * with more pages than are read is `unknown`: "not there" would make the thing a second time.
 */
export async function readPages(
  client: SlackClient,
  method: string,
  args: Fields,
  signal: AbortSignal,
  onPage: (answer: Fields) => boolean,
): Promise<Outcome<null>> {
  let cursor = '';
  for (let page = 0; page < mostPages; page += 1) {
    const answer = await client.call(method, { ...args, ...(cursor ? { cursor } : {}) }, signal);
    if (answer.kind !== 'done') return answer;
    cursor = textOf(fieldsOf(answer.value['response_metadata'])['next_cursor']);
    if (onPage(answer.value) || cursor === '') return { ...answer, value: null };
  }
  return { kind: 'unknown', message: 'Slack lists more than is searched.' };
}
