import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRehearsedFiles } from '../../adapters/local/incident-store/rehearsed-files.js';
import { cancel, resolve } from '../../incidents/end-incident.js';
import type { Severity } from '../../incidents/entry.js';
import { createIncidentWorld, type IncidentWorld } from '../../incidents/testing/incident-world.js';
import type { AlarmState } from '../alarm.js';
import { testReasonOf } from '../test-reason.js';
import type { AlarmNews } from './alarm-news.js';
import { createTell, type Tell } from './tell-people.js';

const minute = 60_000;

let world: IncidentWorld;
let tell: Tell;

beforeEach(async () => {
  const off = { kind: 'absent', why: 'off', reason: 'It is not needed here.', hint: '' } as const;
  world = await createIncidentWorld({
    targets: { chat: off, board: off, publicBoard: off },
    files: createRehearsedFiles,
  });
  tell = createTell({ incidents: world.deps, runbookOf: async () => undefined });
});
afterEach(() => world.remove());

/** An alarm that changes now. */
function newsOf(name: string, severity: Severity, given: Partial<AlarmNews> = {}): AlarmNews {
  return { ...changed(name, 'ALARM'), summary: 'It is wrong.', severity, ...given };
}

function changed(name: string, to: AlarmState, reason = '0.3 > 0.02'): AlarmNews {
  const at = new Date(world.clock.now()).toISOString();
  const from = to === 'ALARM' ? 'OK' : 'ALARM';
  const change = {
    name,
    type: 'metric',
    at,
    from,
    to,
    reason,
    value: 0.3,
    threshold: 0.02,
  } as const;
  return { change, pagesAs: name, summary: '', severity: 'sev1', runbook: name, since: null };
}

/** What became of each, in short: `opened INC-2026-001`. */
async function told(...news: readonly AlarmNews[]): Promise<readonly string[]> {
  const ends = await Promise.all(news.map((each) => tell(each, world.signal)));
  return ends.map((end) => ('id' in end ? `${end.kind} ${end.id}` : end.kind));
}

describe('one cause that trips several alarms', () => {
  it('is one incident and wakes once, also when they fire at the same moment', async () => {
    const storm = [
      newsOf('error-share', 'sev1', { pagesAs: 'api-unusable' }),
      newsOf('database-unreachable', 'sev1'),
      newsOf('latency-p99 GET /v1/breeds', 'sev2', { pagesAs: 'latency-p99' }),
      newsOf('queue-age', 'sev3'),
    ];
    expect(await told(...storm)).toEqual([
      'opened INC-2026-001',
      ...['noted INC-2026-001', 'noted INC-2026-001', 'noted INC-2026-001'],
    ]);
    // Told once more, as after a crash.
    expect((await told(...storm)).slice(1)).toEqual(['nothing', 'nothing', 'nothing']);
    expect(world.onCall.pages).toHaveLength(1);
  });

  it('keeps what becomes of each in that incident, however long it lasts', async () => {
    await told(newsOf('error-share', 'sev1'), newsOf('latency-p99', 'sev2'));
    world.clock.advance(3 * 60 * minute);
    expect(await told(changed('latency-p99', 'OK'))).toEqual(['noted INC-2026-001']);
    world.clock.advance(minute);
    expect(await told(newsOf('latency-p99', 'sev2'))).toEqual(['noted INC-2026-001']);
  });

  it('is told of no second time when its incident is over before the record says so', async () => {
    await told(newsOf('error-share', 'sev1'));
    const news = newsOf('latency-p99', 'sev2');
    await told(news);
    await resolve(world.deps, { id: 'INC-2026-001' }, world.onEvent, world.signal);
    expect(await told(news)).toEqual(['nothing']);
  });
});

describe('an alarm wakes by itself', () => {
  it('when it is worse than what people know of', async () => {
    expect(await told(newsOf('queue-age', 'sev3'))).toEqual(['opened INC-2026-001']);
    expect(await told(newsOf('error-share', 'sev1'))).toEqual(['opened INC-2026-002']);
    expect(await told(newsOf('latency-p99', 'sev2'))).toEqual(['noted INC-2026-002']);
    expect(world.onCall.pages).toHaveLength(1);
  });

  it('when the incident is older than an hour', async () => {
    await told(newsOf('error-share', 'sev1'));
    world.clock.advance(60 * minute + 1);
    expect(await told(newsOf('latency-p99', 'sev2'))).toEqual(['opened INC-2026-002']);
  });

  it('when a person opened the incident: it may be about something else', async () => {
    await world.open({ severity: 'sev1' });
    expect(await told(newsOf('error-share', 'sev1'))).toEqual(['opened INC-2026-002']);
  });

  it('when somebody tests it, or only tested it before', async () => {
    const test = {
      ...newsOf('error-share', 'sev1'),
      ...changed('error-share', 'ALARM', testReasonOf('ann')),
    };
    expect(await told(newsOf('latency-p99', 'sev1'))).toEqual(['opened INC-2026-001']);
    expect(await told({ ...test, severity: 'sev1' })).toEqual(['opened INC-2026-002']);
    expect(await told(changed('error-share', 'OK'))).toEqual(['noted INC-2026-002']);
    // Nor is it joined by a person who means what is wrong.
    expect((await world.open({ key: 'error-share' })).joined).toBe(false);
    await cancel(
      world.deps,
      { id: 'INC-2026-003', as: 'false-alarm', reason: 'only to see' },
      world.onEvent,
      world.signal,
    );
    world.clock.advance(61 * minute);
    expect(await told(newsOf('error-share', 'sev1'))).toEqual(['opened INC-2026-004']);
    expect(await told(newsOf('queue-age', 'sev3'))).toEqual(['noted INC-2026-004']);
    expect(world.onCall.pages).toHaveLength(4);
  });
});
