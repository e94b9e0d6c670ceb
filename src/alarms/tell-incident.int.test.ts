import { describe, expect, it } from 'vitest';
import { createIncidentWorld } from '../incidents/testing/incident-world.js';
import type { StateChange } from './alarm.js';
import { tellIncident } from './tell-incident.js';

const quiet = { alarm: null, lastedMs: null, release: '0.1.0+4faa961' };

describe('an alarm that is told to its incident', () => {
  it('opens one and wakes on-call, joins it while it is open, and is noted when it is over', async () => {
    const world = await createIncidentWorld();
    const { deps, clock, onEvent, signal, onCall } = world;
    const change = (from: StateChange['from'], to: StateChange['to']): StateChange => ({
      ...{ name: 'error-share', type: 'metric', from, to, value: 7, threshold: 1 },
      ...{ at: new Date(clock.now()).toISOString(), reason: '7.0 > 1 for 2/2 × 60s' },
    });
    const tell = (of: StateChange) => tellIncident(deps, { ...quiet, change: of }, onEvent, signal);

    expect(await tell(change('INSUFFICIENT_DATA', 'OK'))).toEqual({ kind: 'nothing' });
    const first = await tell(change('OK', 'ALARM'));
    const again = await tell(change('INSUFFICIENT_DATA', 'ALARM'));
    expect([first, again]).toMatchObject([
      { outcome: { joined: false, page: { kind: 'accepted' } } },
      { outcome: { joined: true } },
    ]);
    const over = await tellIncident(
      deps,
      { ...quiet, change: change('ALARM', 'OK'), lastedMs: 240_000 },
      onEvent,
      signal,
    );
    const id = over.kind === 'noted' ? over.id : null;
    const { entries } = await deps.store.read(id ?? 'INC-0000-000');
    const notes = entries.flatMap((entry) => (entry.kind === 'note' ? [entry.text] : []));
    expect(notes).toEqual(['Alarm error-share is OK again after 4 min: 7.0 > 1 for 2/2 × 60s']);
    expect(onCall.pages).toHaveLength(1);
    await world.remove();
  });
});
