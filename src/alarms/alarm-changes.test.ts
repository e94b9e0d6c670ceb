import { expect, it } from 'vitest';
import { CatopsError } from '../platform/errors.js';
import { createFakeAlarmSource } from '../testing/fake-alarm-source.js';
import { createVirtualClock, type VirtualClock } from '../testing/virtual-clock.js';
import { createAlarmChanges } from './alarm-changes.js';

const quiet = new AbortController().signal;
const range = { from: '2018-11-15T08:00:00.000Z', to: '2018-11-15T12:00:00.000Z' };
const at = (time: string) => ({ at: `2018-11-15T${time}:00.000Z`, reason: '0.3 > 0.02' });

function sourceOf(clock: VirtualClock) {
  const source = createFakeAlarmSource({ clock, twice: true });
  source.put({ name: 'error-share', type: 'metric' });
  source.put({ name: 'api-unusable', type: 'composite' });
  return { source, changes: () => createAlarmChanges({ source, clock }).changes(range, quiet) };
}

it('names what began and ceased to fire in that time, of every type, newest first and once', async () => {
  const clock = createVirtualClock(Date.parse('2018-11-15T12:00:00Z'));
  const { source, changes } = sourceOf(clock);
  source.change('error-share', 'INSUFFICIENT_DATA', at('08:01'));
  source.change('error-share', 'ALARM', { ...at('09:00'), from: 'OK' });
  source.change('api-unusable', 'ALARM', { ...at('09:01'), reason: '' });
  source.change('error-share', 'OK', at('11:00'));
  source.change('error-share', 'ALARM', at('12:01'));
  const found = await changes();
  expect(found).toEqual({
    kind: 'found',
    items: [
      ['11:00', 'error-share', 'error-share ALARM → OK: 0.3 > 0.02'],
      ['09:01', 'api-unusable', 'api-unusable OK → ALARM'],
      ['09:00', 'error-share', 'error-share OK → ALARM: 0.3 > 0.02'],
    ].map(([time, ref, summary]) => ({ at: at(String(time)).at, ref, summary, url: null })),
  });
});

it('tells quiet alarms from alarms that nobody judges, or that nobody can ask', async () => {
  const clock = createVirtualClock();
  const { source, changes } = sourceOf(clock);
  expect(await changes()).toEqual({ kind: 'found', items: [] });
  source.watch(false);
  expect(await changes()).toEqual({
    kind: 'absent',
    reason: 'Nobody judges the alarms of Fake.',
  });
  source.fail(new CatopsError('vendor-unreachable', 'CloudWatch cannot be reached.'));
  const absent = { kind: 'absent', reason: 'CloudWatch cannot be reached.' };
  expect(await changes()).toEqual(absent);
});
