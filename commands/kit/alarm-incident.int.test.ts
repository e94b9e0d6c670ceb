import { expect, it } from 'vitest';
import type { Alarm } from '../../src/alarms/alarm.js';
import type { ToldChange } from '../../src/alarms/follow/follow-event.js';
import { createIncidentWorld } from '../../src/incidents/testing/incident-world.js';
import { createTestHost } from '../../src/testing/test-host.js';
import { createAlarmIncidents } from './alarm-incident.js';
import type { Wiring } from './wiring.js';

it('wakes once for an outage of two alarms, and notes when they are over', async () => {
  const world = await createIncidentWorld();
  const wiring = {
    incidents: async () => ({ deps: world.deps, zoneName: 'UTC' }),
    projectDir: () => world.stateDir,
  } as unknown as Wiring;
  const host = createTestHost({ argv: [], clock: world.clock });
  const said: string[] = [];
  const incidents = await createAlarmIncidents({ host, wiring }, (text) => said.push(text));
  const secondsAgo = (seconds: number) =>
    new Date(world.clock.now() - seconds * 1000).toISOString();
  const alarmOf = (name: string, more: Partial<Alarm> = {}): Alarm => ({
    ...{
      name,
      type: 'metric',
      state: 'ALARM',
      since: secondsAgo(2),
      reason: `${name} is too high`,
    },
    ...{ value: 7, threshold: 1, comparison: 'above', muted: false, severity: 'sev2' },
    ...{ runbook: null, metric: name, arn: null, ...more },
  });
  const rule = 'ALARM("error-share") OR ALARM("api-down")';
  const composite = alarmOf('api-unusable', {
    ...{ type: 'composite', metric: rule, severity: 'sev1', since: secondsAgo(1) },
  });
  const alarms = [alarmOf('error-share'), composite];
  const tell = (alarm: Alarm, to: Alarm['state']) => {
    const { name, type, since: at, reason, value, threshold } = alarm;
    const from = to === 'ALARM' ? ('OK' as const) : ('ALARM' as const);
    const change = { name, type, at, from, to, reason, value, threshold };
    const seen = { seq: 1, source: 'history', lastedMs: null, release: null } as const;
    const told: ToldChange = { ...seen, change, alarm };
    incidents.run(told, alarms);
  };
  for (const alarm of alarms) tell(alarm, 'ALARM');
  tell(alarmOf('error-share'), 'OK');
  await incidents.drain();
  expect(said).toEqual([
    'INC-2026-001 is open, and on-call is paged.',
    'Noted in INC-2026-001, which is open already.',
  ]);
  expect(world.onCall.pages).toHaveLength(1);
  expect(world.onCall.pages[0]?.request).toMatchObject({ severity: 'sev1' });
  await world.remove();
});
