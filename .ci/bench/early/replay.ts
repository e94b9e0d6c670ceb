import type { AlarmState } from '../../../src/alarms/alarm.ts';
import { earlyRule, earlyWarnings } from '../../../src/alarms/early/early-warning.ts';
import type { MetricInstance } from '../../../src/alarms/instances.ts';
import { judge } from '../../../src/alarms/local/judge.ts';
import type { MetricSample } from '../../../src/contracts/metric-sample.ts';

/** By the name of an alarm: at which samples it began to fire, and at which a warning of it came. */
export interface Replay {
  readonly fired: ReadonlyMap<string, readonly number[]>;
  readonly warned: ReadonlyMap<string, readonly number[]>;
}

/** No alarm looks further back. */
const judged = 8;

/** What the evaluator would have said at the end of each sample, of a minute each. */
export function replay(
  watched: readonly MetricInstance[],
  samples: readonly MetricSample[],
): Replay {
  const fired = new Map<string, number[]>();
  const warned = new Map<string, number[]>();
  const states = new Map<string, AlarmState>();
  const note = (notes: Map<string, number[]>, { definition }: MetricInstance, minute: number) => {
    const { name } = definition;
    if (notes.get(name)?.at(-1) !== minute) notes.set(name, [...(notes.get(name) ?? []), minute]);
  };
  for (const [minute, { at }] of samples.entries()) {
    const recent = samples.slice(Math.max(0, minute - earlyRule.points - 1), minute + 1);
    const end = Date.parse(at);
    for (const instance of watched) {
      const state = states.get(instance.name) ?? 'OK';
      const now = judge(instance, recent.slice(-judged), end, state).state;
      if (now === 'ALARM' && state !== 'ALARM') note(fired, instance, minute);
      states.set(instance.name, now);
    }
    // Fewer are no trend.
    if (recent.length <= earlyRule.points - earlyRule.missing) continue;
    for (const { instance } of earlyWarnings(watched, recent, end)) note(warned, instance, minute);
  }
  return { fired, warned };
}
