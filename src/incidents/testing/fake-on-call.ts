import type { Reached } from '../entry.js';
import type { OnCall, PageRequest, PageStatus } from '../ports.js';
import { createTroubled, type FakeVendor } from './faults.js';

/** One page as a fake on-call vendor knows it. */
export interface FakePage {
  readonly id: string;
  readonly request: PageRequest;
  status: PageStatus['status'];
  level: number;
  acknowledged: PageStatus['acknowledged'];
}

export interface FakeOnCall extends OnCall, FakeVendor {
  /** Every time somebody was woken: one a page, however often it was triggered. */
  readonly pages: FakePage[];
  /** A human being presses the button. */
  humanAcknowledges(dedupKey: string, at: string, by: string): void;
}

export const alice: Reached = { name: 'Alice', tz: 'Europe/Berlin', phones: ['+49 30 1234567'] };

/** Wakes nobody: the rules of Events v2 in memory (one open page for each key). */
export function createFakeOnCall(latency?: () => Promise<void>): FakeOnCall {
  const troubled = createTroubled(latency);
  const pages: FakePage[] = [];
  const openPage = (key: string) =>
    pages.findLast(({ request, status }) => request.dedupKey === key && status !== 'resolved');
  const newest = (key: string) => pages.findLast(({ request }) => request.dedupKey === key);
  const done = { kind: 'done', value: null } as const;
  return {
    ...troubled,
    name: 'fake on-call',
    pages,
    page: (request, signal, onWritten) => {
      onWritten();
      return troubled.call('page', signal, () => {
        if (request.dedupKey === '') throw new Error('the dedup key is empty');
        const id = `P${pages.length + 1}`;
        if (!openPage(request.dedupKey)) {
          pages.push({ id, request, status: 'triggered', level: 1, acknowledged: null });
        }
        return { kind: 'done', value: { accepted: true } };
      });
    },
    acknowledge: (key, signal) =>
      troubled.call('acknowledge', signal, () => {
        const page = openPage(key);
        if (page) page.status = 'acknowledged';
        return done;
      }),
    resolve: (key, signal) =>
      troubled.call('resolve', signal, () => {
        const page = openPage(key);
        if (page) page.status = 'resolved';
        return done;
      }),
    find: (key, signal) =>
      troubled.call('find', signal, () => {
        const page = newest(key);
        if (!page) return done;
        const { id, status, acknowledged } = page;
        const remote = { id, url: `https://on-call.example/${id}` };
        return { kind: 'done', value: { remote, status, acknowledged, reached: [alice] } };
      }),
    escalate: ({ dedupKey, level }, signal) =>
      troubled.call('escalate', signal, () => {
        const page = openPage(dedupKey);
        if (page) page.level = level;
        return done;
      }),
    whoIsOnCall: (signal) =>
      troubled.call('whoIsOnCall', signal, () => ({ kind: 'done', value: [alice] })),
    log: (key, signal) =>
      troubled.call('log', signal, () => {
        const page = newest(key);
        const { id, request } = page ?? { id: '', request: { at: '' } };
        const line = { id: `${id}-1`, at: request.at, by: 'Alice', text: 'notified', url: null };
        return { kind: 'done', value: page ? [line] : [] };
      }),
    humanAcknowledges: (key, at, by) => {
      const page = openPage(key);
      if (!page) throw new Error(`no open page ${key}`);
      page.status = 'acknowledged';
      page.acknowledged = { at, by };
    },
  };
}
