import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acknowledge } from './acknowledge.js';
import { addNote } from './add-note.js';
import { assign } from './assign.js';
import { cancel, close, reopen, resolve } from './end-incident.js';
import type { IncidentId } from './entry.js';
import { escalate } from './escalate.js';
import { importTimeline } from './import-timeline.js';
import { listIncidents } from './list-incidents.js';
import { postUpdate } from './post-update.js';
import { publishCard } from './publish-card.js';
import { recordCommand } from './record-command.js';
import { recordEntry } from './record-entry.js';
import { remind } from './remind.js';
import { resolveReference } from './resolve-reference.js';
import { setAction } from './set-action.js';
import { setMilestone } from './set-milestone.js';
import { setSeverity } from './set-severity.js';
import { showIncident } from './show-incident.js';
import { sync } from './sync.js';
import { badCredential, limited, lost, refused } from './testing/faults.js';
import { createIncidentWorld, type IncidentWorld } from './testing/incident-world.js';
import type { UseCase } from './use-cases.js';

let world: IncidentWorld;
let id: IncidentId;
beforeEach(async () => {
  world = await createIncidentWorld();
});
afterEach(() => world.remove());

const run = <I extends { id: IncidentId }, O>(useCase: UseCase<I, O>, input: Omit<I, 'id'>) =>
  useCase(world.deps, { ...input, id } as I, world.onEvent, world.signal);
const started = async (severity: 'sev1' | 'sev3' = 'sev1') => {
  id = (await world.open({ severity })).incident.id;
};
const later = (minutes: number) => world.clock.advance(minutes * 60_000);
const at = (minutes: number) => new Date(world.clock.now() + minutes * 60_000).toISOString();

describe('an incident from its opening to its end', () => {
  it('is moved, told of, resolved and closed, here and everywhere', async () => {
    await started();
    later(5);
    await run(acknowledge, {});
    await run(postUpdate, { text: 'It is the cache', state: 'identified' });
    await run(resolve, { text: 'Cache is back' });
    const { incident, exit } = await run(close, {});
    expect([incident.state, exit]).toEqual(['closed', 'ok']);
    expect(world.onCall.pages[0]?.status).toBe('resolved');
    expect(world.board.cards[0]?.content.state).toBe('closed');
    expect(world.chat.headlines()[0]?.headline?.state).toBe('closed');
    expect(await world.deps.store.open()).toEqual([]);
  });

  it('refuses a step the state does not allow, names what is allowed, and changes nothing', async () => {
    await started('sev3');
    await expect(run(close, {})).rejects.toThrow(
      /is investigating and cannot become closed; .*identified, monitoring, resolved, cancelled/,
    );
    const { incident } = await run(close, { force: true, reason: 'opened by a test' });
    expect(incident.stateHistory).toMatchObject([{ to: 'closed' }]);
    expect(incident.entries.find(({ kind }) => kind === 'state')).toMatchObject({ forced: true });
  });

  it('comes back with a reason of ten characters, waking nobody unless asked to', async () => {
    await started();
    await run(resolve, {});
    await run(close, {});
    await expect(run(reopen, { reason: 'again' })).rejects.toThrow(/at least ten characters/);
    await run(reopen, { reason: 'errors are back at 5 %' });
    expect(world.onCall.pages).toHaveLength(1);
    await run(resolve, {});
    const { incident } = await run(reopen, { reason: 'errors are back again', page: true });
    expect([world.onCall.pages.length, incident.milestones.resolved]).toEqual([2, undefined]);
  });

  it('is taken off the list when it was a false alarm', async () => {
    await started();
    await run(cancel, { as: 'false-alarm', reason: 'a test run by the vendor' });
    const { incidents } = await listIncidents(world.deps, { which: 'open', limit: 10 });
    expect([incidents, world.onCall.pages[0]?.status]).toEqual([[], 'resolved']);
  });
});

describe('the page', () => {
  it('is dropped when the incident is resolved before it was accepted', async () => {
    world.onCall.always('page', refused);
    await started();
    await run(resolve, {});
    world.onCall.heal();
    later(10);
    await sync(world.deps, { wait: true }, world.onEvent, world.signal);
    expect(world.onCall.pages).toEqual([]);
  });

  it('is sent by any later command, of another incident too', async () => {
    world.onCall.always('page', refused);
    const failed = await world.open({ severity: 'sev1' });
    world.onCall.heal();
    later(2);
    id = (await world.open({ severity: 'sev4' })).incident.id;
    expect(world.onCall.pages.map(({ request }) => request.dedupKey)).toEqual([
      failed.incident.dedupKey,
    ]);
  });

  it('is sent at once by a sync, with all that was put off, once the network is back', async () => {
    for (const vendor of [world.onCall, world.chat, world.board]) vendor.always('*', refused);
    await started();
    await run(addNote, { text: 'first' });
    await run(addNote, { text: 'second' });
    for (const vendor of [world.onCall, world.chat, world.board]) vendor.heal();
    const before = world.clock.monotonic();
    const { exit, queued } = await sync(world.deps, {}, world.onEvent, world.signal);
    expect([exit, queued, world.onCall.pages.length]).toEqual(['ok', 0, 1]);
    expect(world.clock.monotonic() - before).toBe(0);
  });

  it('waits with a sync for as long as the vendor said', async () => {
    world.chat.always('openRoom', limited(60_000));
    await started();
    world.chat.heal();
    const { exit } = await sync(world.deps, {}, world.onEvent, world.signal);
    expect([exit, world.chat.rooms.length]).toEqual(['partial', 0]);
  });

  it('is given up after an hour, loudly, and can be sent again by hand', async () => {
    world.onCall.always('page', refused);
    await started();
    later(61);
    const given = await sync(world.deps, {}, world.onEvent, world.signal);
    expect(given.incidents[0]?.targets[0]).toMatchObject({
      state: 'failed',
      error: { code: 'deadline' },
    });
    world.onCall.heal();
    await sync(world.deps, { retryDead: true }, world.onEvent, world.signal);
    expect(world.onCall.pages).toHaveLength(1);
  });

  it('stands in the way of closing while it still rings', async () => {
    await started();
    world.onCall.always('resolve', refused);
    expect((await run(resolve, {})).exit).toBe('partial');
    await expect(run(close, {})).rejects.toMatchObject({
      code: 'incident-close-refused',
      message: expect.stringContaining('page.resolve is not delivered yet'),
    });
    world.onCall.heal();
    later(2);
    await sync(world.deps, {}, world.onEvent, world.signal);
    expect((await run(close, {})).incident.state).toBe('closed');
  });

  it('is sent when the severity rises to one that wakes', async () => {
    await started('sev3');
    const { exit } = await run(setSeverity, { severity: 'sev1', reason: 'all routes now' });
    expect([exit, world.onCall.pages.length]).toEqual(['ok', 1]);
    await run(setSeverity, { severity: 'sev2' });
    expect(world.onCall.pages).toHaveLength(1);
  });

  it('goes up one level more each time, unless a level is named', async () => {
    await started();
    const levels: unknown[] = [];
    for (const input of [{}, {}, { level: 5 }, {}]) {
      await run(escalate, input);
      levels.push(world.onCall.pages[0]?.level);
    }
    expect(levels).toEqual([2, 3, 5, 6]);
  });

  it('goes up a level, and answers 5 when that is not accepted', async () => {
    await started();
    await run(escalate, {});
    expect(world.onCall.pages[0]?.level).toBe(2);
    world.onCall.always('escalate', refused);
    expect((await run(escalate, { level: 3 })).exit).toBe('upstream');
  });

  it('is known to be acknowledged by a human being after a sync', async () => {
    await started();
    const { request } = world.onCall.pages[0] ?? { request: { dedupKey: '' } };
    later(4);
    const when = at(-1);
    world.onCall.humanAcknowledges(request.dedupKey, when, 'Alice');
    await sync(world.deps, {}, world.onEvent, world.signal);
    const { incident } = await showIncident(world.deps, id);
    expect(incident.milestones.acknowledged).toMatchObject({ at: when, source: 'on-call' });
  });
});

describe('what is written down', () => {
  it('reaches thread and card in order, behind the backlog', async () => {
    await started('sev3');
    world.chat.always('reply', refused);
    for (const text of ['one', 'two']) await run(addNote, { text });
    world.chat.heal();
    later(5);
    const { exit } = await run(addNote, { text: 'three' });
    const said = world.chat.replies().map(({ text }) => text.split(': ')[1]);
    expect([exit, said]).toEqual(['ok', ['one', 'two', 'three']]);
  });

  it('is said once in the thread when the answer to it is lost', async () => {
    await started('sev3');
    world.chat.trouble('reply', lost);
    world.board.trouble('comment', lost);
    await run(addNote, { text: 'only once' });
    await sync(world.deps, { wait: true }, world.onEvent, world.signal);
    expect([world.chat.replies().length, world.board.cards[0]?.comments.length]).toEqual([1, 1]);
  });

  it('can be back-dated and replaced, and the first words stay in the history', async () => {
    await started('sev3');
    const when = { at: at(-14), precision: 'approx' } as const;
    const first = await run(addNote, { text: 'aron saw 503', when });
    const entry = first.incident.entries.find(({ kind }) => kind === 'note');
    const { incident } = await run(addNote, {
      text: 'Aaron saw 503',
      when,
      supersedes: entry?.id ?? '',
    });
    const notes = incident.entries.filter(({ kind }) => kind === 'note');
    expect(notes).toMatchObject([{ text: 'Aaron saw 503', occurredAt: when.at }]);
    expect(incident.history.filter(({ kind }) => kind === 'note')).toHaveLength(2);
    await expect(run(addNote, { text: 'x', supersedes: entry?.id ?? '' })).rejects.toThrow(
      /was replaced already/,
    );
  });

  it('attaches a file to the card, once', async () => {
    await started('sev3');
    world.board.trouble('attachFile', lost);
    const files = [{ name: '/var/log/api app.log', content: Buffer.from('503\n') }];
    await run(addNote, { text: 'the log', files });
    await sync(world.deps, { wait: true }, world.onEvent, world.signal);
    expect(world.board.cards[0]?.files.map(({ name }) => name)).toEqual([
      expect.stringMatching(/^[0-9a-f]{8}-api-app.log$/),
    ]);
  });

  it('makes a new headline where somebody deleted the first', async () => {
    await started('sev3');
    const [first] = world.chat.headlines();
    if (first) first.deleted = true;
    await run(assign, { role: 'comms', person: 'bob' });
    const [second] = world.chat.headlines();
    expect(second?.headline?.facts).toContainEqual({ label: 'comms', value: 'bob' });
    expect(world.chat.pins.has(second?.id ?? '')).toBe(true);
  });

  it('keeps times in order, and names both that are not', async () => {
    await started('sev3');
    await run(setMilestone, { name: 'impact-started', when: { at: at(-30), precision: 'exact' } });
    const wrong = { name: 'mitigated', when: { at: at(-40), precision: 'exact' } } as const;
    await expect(run(setMilestone, wrong)).rejects.toThrow(
      /mitigated \(.*\) cannot be before impact-started \(/,
    );
    const future = { name: 'mitigated', when: { at: at(90), precision: 'exact' } } as const;
    await expect(run(setMilestone, future)).rejects.toThrow(/is in the future/);
    const corrected = { at: at(-50), precision: 'minute' } as const;
    const { incident } = await run(setMilestone, { name: 'impact-started', when: corrected });
    expect(incident.milestones['impact-started']?.at).toBe(corrected.at);
  });

  it('has the command that was run, without the secret in it', async () => {
    await started('sev3');
    const seen = { exitCode: 1, signal: null, durationMs: 12, tail: '', omittedBytes: 0 };
    const argv = ['psql', 'postgres://cats:swordfish9@db/cats'];
    const { incident } = await run(recordCommand, {
      ...seen,
      argv,
      head: 'token=abcdef123',
      startedAt: at(0),
    });
    const entry = incident.entries.find(({ kind }) => kind === 'command');
    expect(entry).toMatchObject({
      argv: ['psql', 'postgres://[secret]@db/cats'],
      head: 'token=[secret]',
    });
  });

  it('is taken over from the thread once', async () => {
    await started('sev3');
    const said = { id: '17.1', at: at(-3), by: 'bob', text: 'cache is cold', url: null };
    world.chat.said.push(said);
    const counts = [
      await run(importTimeline, { from: 'chat' }),
      await run(importTimeline, { from: 'chat' }),
    ];
    expect(counts.map(({ added, known }) => [added, known])).toEqual([
      [1, 0],
      [0, 1],
    ]);
  });

  it('numbers what is to be done, and changes only what is named', async () => {
    await started('sev3');
    await run(setAction, { text: 'cache the route', does: 'prevent', owner: 'api' });
    const { incident } = await run(setAction, { action: 'A1', status: 'done' });
    expect(incident.actions).toMatchObject([
      { id: 'A1', text: 'cache the route', owner: 'api', status: 'done' },
    ]);
    await expect(run(setAction, { action: 'A7', status: 'done' })).rejects.toThrow(/no action A7/);
  });

  it('says when the next update is due, and lets it be put off', async () => {
    await started();
    const due = async () => (await showIncident(world.deps, id)).incident.updateDueAt;
    const { lastUpdateAt } = (await showIncident(world.deps, id)).incident;
    expect(await due()).toBe(new Date(Date.parse(lastUpdateAt) + 30 * 60_000).toISOString());
    await run(remind, { snoozeMinutes: 120 });
    expect(Date.parse((await due()) ?? '')).toBeGreaterThan(world.clock.now() + 110 * 60_000);
    await run(remind, { everyMinutes: 0 });
    expect(await due()).toBeNull();
  });
});

describe('the public card', () => {
  const card = { title: 'Errors', status: 'investigating', text: 'We look.' } as const;

  it('shows the approved text, and refuses any other', async () => {
    await started('sev3');
    const other = { ...card, sha256: 'b'.repeat(64) };
    await expect(run(publishCard, other)).rejects.toThrow(/not the one that was approved/);
    const sha256 = 'a'.repeat(64);
    await run(recordEntry, { body: { kind: 'public', step: 'approved', sha256, text: null } });
    world.publicBoard.trouble('create', lost);
    await run(publishCard, { ...card, sha256 });
    await sync(world.deps, { wait: true }, world.onEvent, world.signal);
    expect(world.publicBoard.cards.map((one) => one.card.text)).toEqual(['We look.']);
  });
});

describe('a reference to an incident', () => {
  it('may be latest, a number, an id, or nothing when one is open', async () => {
    await started('sev3');
    const found = await Promise.all(
      [undefined, 'latest', '1', '001', 'inc-2026-001', 'INC-2026-1', '2026-001'].map((reference) =>
        resolveReference(world.deps, reference),
      ),
    );
    expect(new Set(found)).toEqual(new Set([id]));
    await started('sev3');
    await expect(resolveReference(world.deps, undefined)).rejects.toMatchObject({
      message: '2 incidents of cats are open: say which.',
      hint: 'one that is open: INC-2026-002, INC-2026-001',
    });
    await expect(resolveReference(world.deps, '099')).rejects.toThrow(/no incident/);
  });
});

describe('a refused credential', () => {
  it('is 4 for a command that wakes nobody', async () => {
    await started('sev3');
    world.chat.always('reply', badCredential);
    expect((await run(addNote, { text: 'x' })).exit).toBe('credential');
  });
});
