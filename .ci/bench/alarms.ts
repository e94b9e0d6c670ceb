import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createTailPrinter } from '../../commands/views/alarm-tail-printer.ts';
import { type FollowRequest, followAlarms } from '../../src/alarms/follow/follow-alarms.ts';
import { callsAMinute } from '../../src/alarms/follow/pace.ts';
import type { AlarmSource } from '../../src/alarms/ports.ts';
import { utc } from '../../src/platform/zone.ts';
import { createFakeAlarmSource } from '../../src/testing/fake-alarm-source.ts';
import { createVirtualClock } from '../../src/testing/virtual-clock.ts';

const second = 1000;
const minute = 60 * second;
/** What a call of CloudWatch may take, as the source of the simulation does. */
const callMs = 60;
const everyMs = 15 * second;

interface Followed {
  readonly delays: readonly number[];
  /** From the begin of the look that shows a change to its line, milliseconds. */
  readonly within: readonly number[];
  /** The longest time between the begins of two looks. */
  readonly longestWaitMs: number;
  readonly mostCalls: number;
  readonly told: number;
  readonly made: number;
  /** Heap in use after ten minutes and at the end, megabytes, after a collection each. */
  readonly heap: readonly number[];
  readonly cpuMs: number;
}

/**
 * `catops alarms tail` over so many alarms and simulated minutes. Time is simulated, the program and its
 * printer are the real ones: a delay is what they make of it, with calls of 60 ms.
 */
export async function followingAlarms(minutes: number): Promise<string[]> {
  const rows: string[] = [];
  for (const alarms of [20, 100, 1000, 5000]) {
    const found = await follow(alarms, minutes);
    const [early = 0, end = 0] = found.heap;
    const cells = [
      alarms.toLocaleString('en'),
      `${found.told} of ${found.made}`,
      `${(Math.max(...found.delays) / second).toFixed(1)} s`,
      `${(found.longestWaitMs / second).toFixed(1)} s`,
      `${Math.round(Math.max(...found.within))} ms`,
      `${found.mostCalls}`,
      `${early.toFixed(1)}`,
      `${end.toFixed(1)}`,
      `${((found.cpuMs / (minutes * minute)) * 100).toFixed(2)} %`,
    ];
    rows.push(`| ${cells.join(' | ')} |`);
  }
  return [
    `\`catops alarms tail --json\` for ${minutes} simulated minutes, a look every 15 s ± 20 %, calls of ${callMs} ms; a`,
    'change every ten seconds. Aims: from a change to its line at most one wait between two looks and 200 ms; at',
    `most ${callsAMinute} calls in any minute after the first look; memory flat; each change told once.`,
    '',
    '| alarms | told | longest to the line | longest wait | from the look to the line | most calls a minute | heap, MB, after 10 min | at the end | CPU of the time |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
  ];
}

async function follow(alarms: number, minutes: number): Promise<Followed> {
  const clock = createVirtualClock();
  const source = createFakeAlarmSource({ clock, callMs, keepMs: 20 * minute });
  for (let index = 0; index < alarms; index += 1) source.put({ name: `alarm-${index}` });
  const changedAt = new Map<string, number>();
  const delays: number[] = [];
  const within: number[] = [];
  const looksAt: number[] = [];
  const callsAt: number[] = [];
  const counted: AlarmSource = {
    ...source,
    alarms: (query, signal) => {
      callsAt.push(clock.monotonic());
      if (query.page === null) looksAt.push(clock.monotonic());
      return source.alarms(query, signal);
    },
    history: (query, signal) => {
      callsAt.push(clock.monotonic());
      return source.history(query, signal);
    },
  };
  const printer = createTailPrinter({
    ...{ clock, source: 'Fake', json: true, foot: false, states: [] },
    look: { zone: utc, colour: false, ascii: false },
    stderr: { write: () => undefined },
    stdout: {
      write: (line) => {
        const { schema, alarm, time } = JSON.parse(String(line)) as Record<string, string>;
        if (schema !== 'catops.alarm-change/v1') return;
        within.push(clock.monotonic() - (looksAt.at(-1) ?? Number.NaN));
        delays.push(clock.now() - (changedAt.get(`${alarm} ${time}`) ?? Number.NaN));
      },
    },
  });
  const request: FollowRequest = {
    ...{ everyMs, since: null, forMs: minutes * minute, heartbeatMs: null },
    filter: { prefix: null, types: [], name: null, states: [] },
  };
  const deps = {
    source: counted,
    clock,
    cursor: null,
    release: async () => null,
    fraction: Math.random,
  };
  const before = process.cpuUsage();
  const running = followAlarms(deps, request, printer.show, new AbortController().signal);
  const heap: number[] = [];
  let made = 0;
  // The last ones have a whole wait to come out.
  for (let at = 10 * second; at < (minutes - 2) * minute; at += 10 * second) {
    await clock.sleep(10 * second);
    const name = `alarm-${(made * 7) % alarms}`;
    const change = source.change(name, made % 2 === 0 ? 'ALARM' : 'INSUFFICIENT_DATA');
    changedAt.set(`${name} ${change.at}`, clock.now());
    made += 1;
    if (at === 10 * minute) heap.push(heapMegabytes());
  }
  await running;
  heap.push(heapMegabytes());
  const { user, system } = process.cpuUsage(before);
  return {
    ...{ delays, within, told: delays.length, made, heap, cpuMs: (user + system) / 1000 },
    longestWaitMs: Math.max(...looksAt.slice(1).map((at, index) => at - (looksAt[index] ?? 0))),
    mostCalls: mostInAMinute(callsAt),
  };
}

/** The most calls in any minute after the first look. */
function mostInAMinute(at: readonly number[]): number {
  let first = 0;
  return at.reduce((most, time, index) => {
    while ((at[first] ?? 0) <= time - minute) first += 1;
    return Math.max(most, index - first + 1);
  }, 0);
}

function heapMegabytes(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed / 1e6;
}
