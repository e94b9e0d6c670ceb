import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDeliveryJournal } from '../adapters/local/delivery-journal.js';
import { createFiles } from '../adapters/local/files.js';
import { createVirtualClock, type VirtualClock, whileBusy } from '../testing/virtual-clock.js';
import { deliverOnce } from './deliver-once.js';
import type { DeliveryJournal, Outcome, Remote } from './ports.js';

const lag = { requestTimeoutMs: 8000, lookAgainMs: 5000 };
const quiet = new AbortController().signal;
const key = '2018-11-15-note-cats';
const unknown = { kind: 'unknown', message: 'Slack did not answer in time.' } as const;
let directory: string;
let clock: VirtualClock;
let journal: DeliveryJournal;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'catops-journal-'));
  clock = createVirtualClock(Date.UTC(2018, 10, 16, 0, 30));
  journal = whileBusy(clock, createDeliveryJournal(directory, createFiles()));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

/** A channel whose posts end as told, in order: `lost` posts and gives no answer. */
function channel(...ends: readonly ('lost' | 'unknown' | 'ok' | Outcome<Remote>)[]) {
  const posted: string[] = [];
  const calls: string[] = [];
  let showsAt = 0;
  return {
    posted,
    calls,
    showLater: (ms: number) => {
      showsAt = clock.now() + ms;
    },
    delivering: {
      key,
      send: async (): Promise<Outcome<Remote>> => {
        calls.push('send');
        const end = ends[calls.filter((call) => call === 'send').length - 1] ?? 'ok';
        if (typeof end === 'object') return end;
        if (end !== 'unknown') posted.push(new Date(clock.now()).toISOString());
        return end === 'ok' ? { kind: 'done', value: { id: 'm1', url: null } } : unknown;
      },
      find: async (since: string): Promise<Outcome<Remote | null>> => {
        calls.push('find');
        const seen = clock.now() >= showsAt && posted.some((at) => at >= since);
        return { kind: 'done', value: seen ? { id: 'm1', url: null } : null };
      },
    },
  };
}

const deliver = (target: ReturnType<typeof channel>) =>
  deliverOnce({ clock, journal, lag }, target.delivering, quiet);

describe('a delivery', () => {
  it('is sent once, and known from then on without a call', async () => {
    const target = channel('ok');
    expect((await deliver(target)).how).toBe('sent');
    expect((await deliver(target)).how).toBe('known');
    expect(target.calls).toEqual(['send']);
  });

  it('is found, not sent again, when the answer to it was lost', async () => {
    const target = channel('lost');
    expect(await deliver(target)).toEqual({ how: 'found', remote: { id: 'm1', url: null } });
    expect(target.calls).toEqual(['send', 'find']);
  });

  it('is found although the channel shows it late', async () => {
    const target = channel('lost');
    target.showLater(9000);
    expect((await deliver(target)).how).toBe('found');
    expect(target.posted).toHaveLength(1);
  });

  it('is sent again once it is believed that nothing was posted', async () => {
    const target = channel('unknown', 'ok');
    const began = clock.now();
    expect((await deliver(target)).how).toBe('sent');
    expect(target.calls).toEqual(['send', 'find', 'find', 'find', 'send']);
    expect(clock.now() - began).toBe(13_000);
  });

  it('is looked for first after a process was killed in the middle of it', async () => {
    const target = channel('lost');
    const stop = new AbortController();
    const killed = deliverOnce(
      { clock, journal, lag },
      {
        ...target.delivering,
        send: async () => {
          await target.delivering.send();
          stop.abort(new Error('killed'));
          return unknown;
        },
      },
      stop.signal,
    );
    await expect(killed).rejects.toThrow('killed');
    clock.advance(3_600_000);
    expect((await deliver(target)).how).toBe('found');
    expect(target.posted).toHaveLength(1);
  });

  it('waits as told for a moment, and is put off when told to wait for long', async () => {
    const limited = (retryAfterMs: number) =>
      ({ kind: 'rate-limited', retryAfterMs, message: 'Slack answered ratelimited.' }) as const;
    expect((await deliver(channel(limited(2000), 'ok'))).how).toBe('sent');
    const other = { ...channel(limited(600_000)).delivering, key: '2018-11-15-other' };
    const put = deliverOnce({ clock, journal, lag }, other, quiet);
    await expect(put).rejects.toMatchObject({ code: 'delivery-failed', exit: 'upstream' });
  });

  it('says what to do about a credential that is refused', async () => {
    const refused = {
      kind: 'permanent',
      code: 'credential',
      message: 'Slack answered invalid_auth.',
      hint: 'catops doctor',
    } as const;
    await expect(deliver(channel(refused))).rejects.toMatchObject({
      code: 'credential-refused',
      exit: 'credential',
      hint: 'catops doctor',
    });
  });

  it('is looked for, not sent, when its journal cannot be read any more', async () => {
    const target = channel('lost', 'ok');
    await target.delivering.send();
    await journal.write(key, {
      state: 'attempting',
      attempts: 1,
      firstAttemptAt: new Date(clock.now()).toISOString(),
      attemptedAt: new Date(clock.now()).toISOString(),
      looks: 0,
      remote: null,
    });
    await writeFile(join(directory, `${key}.json`), '{"v":1,"st');
    expect((await deliver(target)).how).toBe('found');
  });
});
