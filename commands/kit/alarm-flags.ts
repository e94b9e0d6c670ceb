import type { AlarmState, AlarmType } from '../../src/alarms/alarm.js';
import type { AlarmFilter } from '../../src/alarms/follow/alarm-filter.js';
import { CatopsError, messageOf } from '../../src/platform/errors.js';
import { flag } from './flags.js';

const stateWords = {
  alarm: 'ALARM',
  nodata: 'INSUFFICIENT_DATA',
  ok: 'OK',
} as const satisfies Record<string, AlarmState>;

function parseState(text: string): AlarmState {
  const word = text.toLowerCase();
  const found = Object.entries(stateWords).find(
    ([short, state]) => word === short || word === state.toLowerCase(),
  );
  if (found) return found[1];
  throw new RangeError(`"${text}" is none of alarm, nodata, ok`);
}

/** Which alarms a command is about. */
export const alarmFilterFlags = {
  prefix: flag.text('only alarms whose name begins so', { placeholder: 'text' }),
  nameRegex: flag.text('only alarms whose name matches', { placeholder: 'regex' }),
  type: flag.oneOf('only alarms of this type', ['metric', 'composite', 'log']),
  state: {
    doc: 'only this state, and changes into it or out of it; repeatable: alarm, nodata, ok',
    placeholder: 'state',
    repeats: true as const,
    parse: parseState,
  },
};

/** The filter that the flags say. */
export function alarmFilterOf(flags: {
  readonly prefix: string | undefined;
  readonly nameRegex: string | undefined;
  readonly type: AlarmType | undefined;
  readonly state: readonly AlarmState[];
}): AlarmFilter {
  return {
    prefix: flags.prefix ?? null,
    types: flags.type === undefined ? [] : [flags.type],
    name: flags.nameRegex === undefined ? null : regexOf(flags.nameRegex),
    states: flags.state,
  };
}

function regexOf(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch (error) {
    throw new CatopsError('usage-invalid', `--name-regex: ${messageOf(error)}.`, { cause: error });
  }
}

/** Instead of CATOPS_ALARMS. */
export const sourceFlag = {
  source: flag.oneOf('where the alarms are (default: as set)', ['local', 'cloudwatch']),
};
