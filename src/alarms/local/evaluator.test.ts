import { describe, expect, it } from 'vitest';
import type { Files } from '../../adapters/local/files.js';
import type { AlarmDefinition } from '../../contracts/alarm-definition.js';
import { CatopsError } from '../../platform/errors.js';
import { createAlarmWorld } from '../testing/alarm-world.js';
import { createLife } from '../testing/mortal.js';

const shared = { severity: 'sev1', owner: 'cat-api' } as const;
const definitions: readonly AlarmDefinition[] = [
  {
    ...shared,
    kind: 'metric',
    name: 'api-down',
    summary: 'Nobody gets an answer.',
    runbook: 'api-down',
    measure: 'reachable',
    of: 'service',
    comparison: 'below',
    threshold: 1,
    periodSeconds: 1,
    evaluationPeriods: 2,
    datapointsToAlarm: 2,
    missingData: 'breaching',
  },
  {
    ...shared,
    kind: 'composite',
    name: 'api-unusable',
    summary: 'The API does not answer, or answers with errors.',
    runbook: 'api-unusable',
    any: ['api-down'],
  },
];

async function untilPaged(world: ReturnType<typeof createAlarmWorld>): Promise<void> {
  await world.until(async () => {
    const { alarms, owed } = await world.book.read();
    return alarms['api-down']?.alarm.state === 'ALARM' && owed.length === 0;
  });
}

describe('an API that falls silent', () => {
  it('wakes somebody, and is noted when it answers again', async () => {
    const world = createAlarmWorld({ definitions });
    const { evaluator, events } = await world.boot();
    await world.until(
      async () => (await world.book.read()).alarms['api-down']?.alarm.state === 'OK',
    );
    expect(world.onCall.pages).toEqual([]);
    world.metrics = null;
    await untilPaged(world);
    world.metrics = '';
    await world.until(
      async () => (await world.book.read()).alarms['api-down']?.alarm.state === 'OK',
    );
    await world.until(async () => (await world.book.read()).owed.length === 0);
    await evaluator.stop();

    expect(world.onCall.pages).toHaveLength(1);
    const [incident, ...others] = await world.incidents();
    expect(others).toEqual([]);
    expect(incident).toMatchObject({
      title: 'Nobody gets an answer. (api-down)',
      severity: 'sev1',
      roles: {},
      openedBy: { id: 'catops', kind: 'tool' },
      components: ['api-unusable'],
    });
    expect(incident?.key).toMatch(/^alarm:api-unusable@2026-09-12T03:14:\d\d\.000Z$/);
    expect(incident?.milestones['impact-started']).toBeDefined();
    const notes = incident?.entries.flatMap((entry) => (entry.kind === 'note' ? [entry.text] : []));
    expect(notes).toEqual([
      expect.stringMatching(/^Alarm api-down is OK again since .*: 1 ≥ 1 for 1\/2 × 1s$/),
      expect.stringMatching(/^Alarm api-unusable is OK again since .*: none of 1 in ALARM$/),
    ]);
    const changes = await world.book.history({ type: 'metric', from: '2026-01-01T00:00:00Z' });
    expect(changes.map(({ from, to }) => `${from} ${to}`)).toEqual([
      'INSUFFICIENT_DATA OK',
      'OK ALARM',
      'ALARM OK',
    ]);
    expect(events.filter(({ kind }) => kind === 'failed')).toEqual([]);
  });

  it('joins what is going on, and opens anew once that is resolved', async () => {
    const world = createAlarmWorld({ definitions });
    const { evaluator } = await world.boot();
    for (const metrics of [null, '', null]) {
      world.metrics = metrics;
      const wanted = metrics === null ? 'ALARM' : 'OK';
      await world.until(async () => {
        const { alarms, owed } = await world.book.read();
        return alarms['api-down']?.alarm.state === wanted && owed.length === 0;
      });
    }
    await evaluator.stop();
    expect(world.onCall.pages).toHaveLength(1);
    const [incident] = await world.incidents();
    const notes = incident?.entries.flatMap((entry) => (entry.kind === 'note' ? [entry.text] : []));
    expect(notes?.at(-1)).toMatch(/^Alarm api-down of api-unusable fires since /);
  });

  it('is paged once and at once when its process is known to have ended', async () => {
    const world = createAlarmWorld({ definitions });
    const { evaluator } = await world.boot();
    await world.until(
      async () => (await world.book.read()).alarms['api-down']?.alarm.state === 'OK',
    );
    await evaluator.apiEnded('the API ended by itself (exit 1)', 10_000);
    expect(world.onCall.pages).toHaveLength(1);
    await evaluator.stop();
    const [incident] = await world.incidents();
    expect(incident?.summary).toContain('the API ended by itself (exit 1)');
  });
});

/** Every so many steps; with CATOPS_PROVE_ALARM_KILLS each of them. */
const stride = process.env['CATOPS_PROVE_ALARM_KILLS'] === undefined ? 3 : 1;

it('wakes somebody also while nothing can be written down, once', async () => {
  let tries = 0;
  const full = async () => {
    tries += 1;
    throw new CatopsError('local-store-unwritable', `.${tries}.tmp: no space left on device`);
  };
  const disk = (files: Files): Files => ({
    ...files,
    ...{ directory: full, replace: full, announce: full, append: full },
  });
  const world = createAlarmWorld({ definitions, disk });
  world.metrics = null;
  const { evaluator, events } = await world.boot();
  await world.until(() => world.onCall.pages.length > 0);
  await world.clock.sleep(60_000);
  await evaluator.stop();
  expect(world.onCall.pages).toHaveLength(1);
  // The alarm and its composite, under one key; not again and again.
  expect(world.onCall.calls.filter((call) => call === 'page')).toHaveLength(2);
  const failed = events.flatMap((event) => (event.kind === 'failed' ? [event.part] : []));
  for (const part of ['alarms', 'samples'] as const) {
    expect(failed.filter((each) => each === part)).toHaveLength(1);
  }
});

it('goes on judging while the vendor that is to be told hangs', async () => {
  const world = createAlarmWorld({ definitions });
  world.onCall.always('*', { kind: 'hangs', does: false });
  world.metrics = null;
  const { evaluator } = await world.boot();
  await world.until(async () => {
    const { alarms } = await world.book.read();
    return alarms['api-down']?.alarm.state === 'ALARM';
  });
  world.metrics = '';
  const since = world.clock.now();
  await world.until(async () => {
    const { alarms } = await world.book.read();
    return alarms['api-down']?.alarm.state === 'OK';
  });
  expect(world.clock.now() - since).toBeLessThan(3000);
  world.onCall.heal();
  await world.until(() => world.onCall.pages.length === 1);
  await evaluator.stop();
});

describe('an evaluator that is killed', () => {
  it('pages exactly once after its restart, at whichever of its steps it was', async () => {
    const whole = createAlarmWorld({ definitions });
    whole.metrics = null;
    const first = await whole.boot();
    await untilPaged(whole);
    await first.evaluator.stop();
    const { steps } = first.life;
    const wrong: string[] = [];
    for (let diesAt = 1; diesAt <= steps; diesAt += stride) {
      const world = createAlarmWorld({ definitions });
      world.metrics = null;
      const killed = await world.boot(createLife(diesAt));
      await world.until(() => killed.life.isDead);
      const before = world.onCall.pages.length;
      void killed.evaluator.stop();
      const restarted = await world.boot();
      await untilPaged(world);
      await restarted.evaluator.stop();
      const incidents = await world.incidents();
      if (world.onCall.pages.length !== 1 || incidents.length !== 1) {
        wrong.push(
          `killed at step ${diesAt} of ${steps}: ${before}, then ${world.onCall.pages.length} pages, ${incidents.length} incidents`,
        );
      }
    }
    expect(wrong).toEqual([]);
    expect(steps).toBeGreaterThan(100);
  }, 120_000);
});
