import { render } from 'ink-testing-library';
import { describe, expect, it } from 'vitest';
import type { Alarm, SeriesPoint, StateChange } from '../../src/alarms/alarm.js';
import { CatopsError } from '../../src/platform/errors.js';
import { utc, zoneOf } from '../../src/platform/zone.js';
import { cellWidth } from '../../src/presentation/cells.js';
import { AlarmBoard } from './alarm-board.js';
import { type BoardLook, boardLines } from './alarm-board-lines.js';
import {
  type BoardEffect,
  type BoardInput,
  type BoardKey,
  type BoardState,
  boardAfter,
  emptyBoard,
  selectedAlarm,
  shownAlarms,
} from './alarm-board-state.js';

const now = Date.UTC(2026, 8, 12, 3, 14);
const at = (minutesAgo: number) => new Date(now - minutesAgo * 60_000).toISOString();

function alarm(name: string, changes: Partial<Alarm> = {}): Alarm {
  return {
    ...{ name, type: 'metric', state: 'OK', since: at(3000), reason: '0.2 > 1 for 0/2 × 60s' },
    ...{ value: 0.2, threshold: 1, comparison: 'above', muted: false, severity: 'sev3' },
    ...{ runbook: name, metric: name, arn: null, ...changes },
  };
}

const alarms: readonly Alarm[] = [
  alarm('queue-age'),
  alarm('cache-hit-share', { state: 'INSUFFICIENT_DATA', since: at(44), value: null, reason: '' }),
  alarm('latency-p99 GET /v1/images/{image_id}/analysis', {
    ...{ state: 'ALARM', severity: 'sev2', since: at(12), value: 1240, threshold: 50 },
    ...{ reason: '1240 > 50 for 3/3 × 60s' },
  }),
  alarm('error-share', {
    ...{ state: 'ALARM', severity: 'sev1', since: at(11), value: 0.31, threshold: 0.05 },
    ...{ reason: '0.31 > 0.05 for 2/2 × 60s' },
  }),
  ...Array.from({ length: 20 }, (_, index) => alarm(`spare-${index}`)),
];

const points: readonly SeriesPoint[] = Array.from({ length: 60 }, (_, index) => ({
  at: at(60 - index),
  value: index === 20 ? null : index < 48 ? 0.004 : 0.31 - (59 - index) / 100,
}));

const changes: readonly StateChange[] = [
  { ...alarms[3], at: at(11), from: 'OK', to: 'ALARM' } as unknown as StateChange,
  {
    ...alarms[3],
    at: at(600),
    from: 'ALARM',
    to: 'OK',
    reason: '0.001 > 0.05 for 0/2 × 60s',
  } as unknown as StateChange,
];

function look(columns: number, rows: number): BoardLook {
  const zone = zoneOf('Europe/Berlin') ?? utc;
  return { zone, ascii: false, columns, rows, now, monotonic: 5000 };
}

const standing: BoardInput = {
  ...{ kind: 'event', monotonic: 5000 },
  event: { kind: 'standing', alarms, at: at(0), watched: true },
};
const looked: BoardInput = {
  ...{ kind: 'event', monotonic: 5000 },
  event: { kind: 'looked', alarms, at: at(0), calls: 4, nextInMs: 9000 },
};

function key(...keys: (BoardKey | string)[]): BoardInput[] {
  const named = ['up', 'down', 'page-up', 'page-down', 'enter', 'escape', 'backspace', 'interrupt'];
  return keys.map((one) => ({
    kind: 'key',
    key: typeof one === 'string' && !named.includes(one) ? { char: one } : (one as BoardKey),
  }));
}

function after(...inputs: readonly BoardInput[]) {
  const effects: BoardEffect[] = [];
  let state: BoardState = emptyBoard('CloudWatch');
  for (const input of [standing, looked, ...inputs]) {
    const step = boardAfter(state, input);
    state = step.state;
    if (step.effect) effects.push(step.effect);
  }
  return { state, effects };
}

const series: BoardInput = { kind: 'series', name: 'error-share', points };
const detail: BoardInput = {
  kind: 'detail',
  detail: {
    name: 'error-share',
    changes,
    steps: ['Look at which routes fail: catops rollup.', 'Ask what changed: catops diagnose.'],
  },
};

function frame(state: BoardState, columns: number, rows: number, ascii = false): string {
  const props = { state, look: { ...look(columns, rows), ascii }, colour: false };
  return render(<AlarmBoard {...props} onKey={() => undefined} />).lastFrame() ?? '';
}

describe('the board of alarms', () => {
  it('shows first what fires, the worst first, then what has no data', () => {
    const names = shownAlarms(after().state).map(({ name }) => name);
    expect(names.slice(0, 3)).toEqual([
      'error-share',
      'latency-p99 GET /v1/images/{image_id}/analysis',
      'cache-hit-share',
    ]);
  });

  it('is seen on a terminal of 80 by 24: list, and one alarm', () => {
    expect(frame(after(series).state, 80, 24)).toMatchSnapshot();
    expect(frame(after(series, ...key('enter'), detail).state, 80, 24)).toMatchSnapshot();
  });

  it('shows the worst of the whole hour also where there are fewer cells than minutes', () => {
    const spiked = (comparison: 'above' | 'below') => {
      const odd = comparison === 'above' ? 9 : 0;
      const values = points.map((point, index) => ({ ...point, value: index === 3 ? odd : 5 }));
      const one = alarm('error-share', { state: 'ALARM', severity: 'sev1', comparison });
      const event = { kind: 'looked', alarms: [one], at: at(0), calls: 1, nextInMs: 1 } as const;
      const inputs: BoardInput[] = [
        { kind: 'event', monotonic: 0, event },
        { kind: 'series', name: 'error-share', points: values },
      ];
      return boardLines(after(...inputs).state, look(80, 24))[2]
        ?.text.trim()
        .split(' ')
        .at(-1);
    };
    expect(spiked('above')).toMatch(/^▅*█▅+$/);
    expect(spiked('below')).toMatch(/^█*▁█+$/);
  });

  it('shows more than the newest change of an alarm also on a terminal of 80 by 24', () => {
    const change = (index: number) => ({ ...changes[0], at: at(index) }) as StateChange;
    const many = Array.from({ length: 30 }, (_, index) => change(index));
    const told: BoardInput = {
      kind: 'detail',
      detail: { name: 'error-share', changes: many, steps: ['Look.', 'Ask.'] },
    };
    const shown = frame(after(series, ...key('enter'), told).state, 80, 24);
    expect(shown.match(/OK → ALARM/g)?.length).toBeGreaterThanOrEqual(3);
    expect(shown).toMatch(/\d+ more: catops alarms history "error-share"/);
    expect(shown).toContain('1. Look.');
  });

  it('is seen on a terminal of 200 by 60', () => {
    expect(frame(after(series).state, 200, 60)).toMatchSnapshot();
  });

  it.each([
    [80, 24],
    [200, 60],
    [40, 12],
    [20, 5],
  ])('fits a terminal of %d by %d, one line left for the cursor', (columns, rows) => {
    const opened = after(series, ...key('enter'), detail).state;
    for (const state of [emptyBoard('x'), after(series).state, opened, after(...key('?')).state]) {
      const lines = boardLines(state, look(columns, rows));
      expect(Math.max(...lines.map(({ text }) => cellWidth(text)))).toBeLessThanOrEqual(columns);
      expect(lines.length).toBeLessThan(Math.max(rows, 6));
    }
  });

  it('is ASCII alone where the terminal shows nothing else, without control characters', () => {
    const hostile = alarm('a\u001b[2Jb\u0007', { state: 'ALARM', reason: 'x\ny\u001b[31m' });
    const event = { kind: 'standing', alarms: [hostile], at: at(0), watched: true } as const;
    const state = after({ kind: 'event', monotonic: 0, event }, ...key('enter')).state;
    for (const shown of [state, after(series, ...key('enter'), detail).state]) {
      expect(frame(shown, 80, 24, true)).toMatch(/^[\n\u0020-\u007e]*$/);
    }
  });

  it('moves the cursor with what it is on, and keeps it there when the order changes', () => {
    const { state } = after(...key('down', 'j', 'up'));
    const wanted = 'latency-p99 GET /v1/images/{image_id}/analysis';
    expect(selectedAlarm(state)?.name).toBe(wanted);
    const worse = alarms.map((one) =>
      one.name === 'queue-age'
        ? { ...one, state: 'ALARM' as const, severity: 'sev1' as const }
        : one,
    );
    const event = { kind: 'looked', alarms: worse, at: at(0), calls: 4, nextInMs: 1 } as const;
    const next = boardAfter(state, { kind: 'event', monotonic: 0, event }).state;
    expect(selectedAlarm(next)?.name).toBe(wanted);
    expect(after(...key('page-down', 'page-down', 'page-down', 'page-down')).state.selected).toBe(
      'spare-9',
    );
  });

  it('filters by what is typed, and shows only what fires when asked', () => {
    const typed = after(...key('/', 'q', 'u', 'x', 'backspace', 'e', 'enter')).state;
    expect(shownAlarms(typed).map(({ name }) => name)).toEqual(['queue-age']);
    expect(shownAlarms(after(...key('/', 'q', 'escape')).state)).toHaveLength(alarms.length);
    expect(shownAlarms(after(...key('f')).state)).toHaveLength(2);
  });

  it('asks before it opens an incident, and opens it for the alarm that was asked about', () => {
    expect(after(...key('o', 'n')).effects).toEqual([]);
    expect(after(...key('o', 'enter')).effects).toEqual([]);
    const { effects } = after(...key('o', 'y'));
    expect(effects).toMatchObject([{ kind: 'open-incident', alarm: { name: 'error-share' } }]);
  });

  it('opens an alarm, and drops an answer that comes for another', () => {
    const opened = after(...key('enter'));
    expect(opened.effects).toMatchObject([{ kind: 'load', alarm: { name: 'error-share' } }]);
    expect(after(detail).state.detail).toBeNull();
    expect(after(...key('enter', 'escape')).state.detail).toBeNull();
  });

  it('holds the list while a person reads it, and catches up', () => {
    const none = { kind: 'looked', alarms: [], at: at(0), calls: 4, nextInMs: 1 } as const;
    const event: BoardInput = { kind: 'event', monotonic: 0, event: none };
    expect(after(...key('p'), event).state.alarms).toHaveLength(alarms.length);
    expect(after(...key('p'), event, ...key('p')).state.alarms).toHaveLength(0);
  });

  it('says that nobody answers until somebody does', () => {
    const error = new CatopsError('vendor-unreachable', 'No answer.');
    const lost: BoardInput = { kind: 'event', monotonic: 0, event: { kind: 'lost', error } };
    const found: BoardInput = { kind: 'event', monotonic: 0, event: { kind: 'found', afterMs: 1 } };
    expect(frame(after(lost).state, 80, 24)).toContain('NOT ANSWERED');
    expect(frame(after(lost, found).state, 80, 24)).not.toContain('NOT ANSWERED');
  });

  it('says that nobody judges the alarms until somebody does', () => {
    const event = (kind: 'watched' | 'unwatched'): BoardInput => ({
      ...{ kind: 'event', monotonic: 0 },
      event: { kind },
    });
    const left = frame(after(event('unwatched')).state, 80, 24);
    expect(left).toContain('NOBODY JUDGES THEM');
    expect(left).toContain('Try: catops up');
    const again = frame(after(event('unwatched'), event('watched')).state, 80, 24);
    expect(again).not.toContain('NOBODY JUDGES THEM');
  });

  it('takes keys of a terminal for what they are', () => {
    const keys: BoardKey[] = [];
    const props = { state: emptyBoard('x'), look: look(80, 24), colour: false };
    const { stdin } = render(<AlarmBoard {...props} onKey={(one) => void keys.push(one)} />);
    for (const typed of ['\u001B[A', '\u001B[B', '\r', 'q', '/', '\u007f', '\u0003']) {
      stdin.write(typed);
    }
    expect(keys).toEqual([
      ...['up', 'down', 'enter', { char: 'q' }, { char: '/' }, 'backspace', 'interrupt'],
    ]);
  });
});
