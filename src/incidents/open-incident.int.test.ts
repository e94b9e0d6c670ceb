import { afterEach, describe, expect, it } from 'vitest';
import { incidentKeyOf } from './alarm-key.js';
import { sync } from './sync.js';
import { badCredential, limited, lost, refused, unknownUndone } from './testing/faults.js';
import {
  createIncidentWorld,
  type IncidentWorld,
  type WorldOptions,
} from './testing/incident-world.js';

let world: IncidentWorld;
const start = async (options?: WorldOptions) => {
  world = await createIncidentWorld(options);
  return world;
};
afterEach(() => world.remove());

const made = () => [
  world.onCall.pages.length,
  world.chat.rooms.length,
  world.chat.headlines().length,
  world.board.cards.length,
];

describe('opening an incident', () => {
  it('pages, makes a room with a pinned headline and a card, and links them to each other', async () => {
    await start();
    const outcome = await world.open({
      runbook: { name: 'uncached-route', steps: ['look', 'mend'] },
    });
    expect(outcome.exit).toBe('ok');
    expect(outcome.page.kind).toBe('accepted');
    expect(made()).toEqual([1, 1, 1, 1]);
    const [headline] = world.chat.headlines();
    expect(world.chat.pins).toEqual(new Set([headline?.id]));
    const links = headline?.headline?.links.map(({ url }) => url);
    expect(links).toEqual(['https://on-call.example/P1', 'https://board.example/K1']);
    const card = world.board.cards[0];
    expect(card?.content.description).toContain('https://chat.example/M1');
    expect(card?.checklists.get('Runbook')).toEqual(new Set(['look', 'mend']));
  });

  it('asks the pager before anything else', async () => {
    await start();
    await world.open();
    const sent = world.events.filter(({ kind }) => kind === 'sending');
    expect(sent[0]).toMatchObject({ target: 'on-call', op: 'page.trigger' });
  });

  it('costs nobody a look when all goes well', async () => {
    await start();
    await world.open();
    const looks = [...world.chat.calls, ...world.board.calls].filter((call) => /^find/.test(call));
    expect(looks).toEqual([]);
  });

  it('wakes nobody for a sev3, or when asked not to', async () => {
    await start();
    const quiet = await world.open({ severity: 'sev3' });
    const asked = await world.open({ severity: 'sev1', page: false });
    expect([quiet.exit, asked.exit, world.onCall.pages.length]).toEqual(['ok', 'ok', 0]);
    expect(quiet.page).toEqual({
      kind: 'not-asked',
      reason: 'sev3 wakes nobody, by the configuration',
    });
  });

  it('wakes somebody although the tracker and the chat are dead, and says 6', async () => {
    await start();
    world.chat.always('*', refused);
    world.board.always('*', refused);
    const outcome = await world.open();
    expect([outcome.exit, outcome.page.kind]).toEqual(['partial', 'accepted']);
    expect(made()).toEqual([1, 0, 0, 0]);
    world.chat.heal();
    world.board.heal();
    world.clock.advance(120_000);
    const synced = await sync(world.deps, {}, world.onEvent, world.signal);
    expect([synced.exit, synced.queued]).toEqual(['ok', 0]);
    expect(made()).toEqual([1, 1, 1, 1]);
  });

  it('ends within its budget when chat and tracker hang, and a later sync makes one of each', async () => {
    await start();
    world.chat.always('*', { kind: 'hangs', does: true });
    world.board.always('*', { kind: 'hangs', does: false });
    const before = world.clock.monotonic();
    const outcome = await world.open();
    expect(outcome.exit).toBe('partial');
    expect(world.clock.monotonic() - before).toBeLessThanOrEqual(10_100);
    world.chat.heal();
    world.board.heal();
    world.clock.advance(60_000);
    const synced = await sync(world.deps, { wait: true }, world.onEvent, world.signal);
    expect(synced.exit).toBe('ok');
    expect(made()).toEqual([1, 1, 1, 1]);
  });

  it('answers 5 and gives the telephone numbers when no page is accepted', async () => {
    await start();
    await world.open();
    world.onCall.always('*', refused);
    const outcome = await world.open();
    expect(outcome.exit).toBe('upstream');
    expect(outcome.page).toMatchObject({
      kind: 'not-confirmed',
      phones: { people: [{ name: 'Alice', phones: ['+49 30 1234567'] }] },
    });
    expect(world.events.filter(({ kind }) => kind === 'page-failing')).toHaveLength(1);
  });

  it('answers 5, not 4, when the pager refuses the credential', async () => {
    await start();
    world.onCall.always('page', badCredential);
    const outcome = await world.open();
    expect(outcome.exit).toBe('upstream');
    expect(outcome.page).toMatchObject({ credential: true });
  });

  it.each([
    ['chat', 'openRoom'],
    ['chat', 'postHeadline'],
    ['board', 'createCard'],
  ] as const)('makes one thing only when the answer of %s to %s is lost', async (place, method) => {
    await start();
    world[place].trouble(method, lost);
    const outcome = await world.open();
    expect(outcome.exit).toBe('ok');
    expect(made()).toEqual([1, 1, 1, 1]);
  });

  it('believes an error of the tracker only after looking twice', async () => {
    await start();
    world.board.trouble('createCard', unknownUndone);
    await world.open();
    await sync(world.deps, { wait: true }, world.onEvent, world.signal);
    expect(made()).toEqual([1, 1, 1, 1]);
    const looks = world.board.calls.filter((call) => call === 'findCard');
    expect(looks.length).toBeGreaterThanOrEqual(2);
  });

  it('waits as long as it is told to, and does not count that as an attempt', async () => {
    await start();
    world.board.trouble('createCard', limited(4000), limited(null));
    const outcome = await world.open();
    expect(outcome.exit).toBe('ok');
    const card = outcome.incident.entries.find(
      (entry) => entry.kind === 'delivery' && entry.op === 'board.card',
    );
    expect(card).toMatchObject({ attempts: 1 });
  });

  it('shows what changed before as candidates, and tells nobody where nothing was found', async () => {
    const commit = { at: '2026-09-12T03:00:00.000Z', ref: 'abc1234', summary: 'x', url: null };
    await start({
      changes: [
        { kind: 'commits', changes: async () => ({ kind: 'found', items: [commit] }) },
        { kind: 'deploys', changes: async () => ({ kind: 'absent', reason: 'not set up' }) },
      ],
    });
    const { incident } = await world.open();
    const [deploys] = incident.candidates.filter(({ from }) => from === 'deploys');
    expect(deploys).toMatchObject({ items: [], absent: 'not set up' });
    const said = world.chat.replies().map(({ text }) => text);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/commits shortly before \(candidates, not causes\):\n.*abc1234/);
    expect(said[0]).not.toContain('deploys');
  });

  it('joins the open incident of the same key', async () => {
    await start();
    const first = await world.open({ key: 'HighErrorRate' });
    const second = await world.open({ key: 'HighErrorRate' });
    expect([second.joined, second.exit, second.incident.id]).toEqual([
      true,
      'ok',
      first.incident.id,
    ]);
    expect(made()).toEqual([1, 1, 1, 1]);
  });

  it('joins what an alarm opened when the name of the alarm is given', async () => {
    await start();
    const key = incidentKeyOf('api-down', '2026-09-12T03:10:00.000Z');
    const first = await world.open({ key });
    const second = await world.open({ key: 'api-down' });
    expect([second.joined, second.incident.id]).toEqual([true, first.incident.id]);
    // Another firing is told by the alarm itself, which knows what is going on.
    const other = await world.open({ key: incidentKeyOf('api-down', '2026-09-12T03:12:00.000Z') });
    expect([other.joined, world.onCall.pages.length]).toEqual([false, 2]);
  });

  it('keeps secrets and escapes out of the record and out of every vendor', async () => {
    await start();
    const title = 'login with hunter2hunter2 \u001b[31mred\u001b[0m xoxb-123456789012-abc';
    await world.open({ title, summary: 'password=swordfish1 here' });
    const sent = JSON.stringify([world.onCall.pages, world.chat.messages, world.board.cards]);
    expect(sent).not.toMatch(/hunter2|xoxb-1|swordfish|\\u001b/);
    expect(sent).toContain('[secret]');
  });
});
