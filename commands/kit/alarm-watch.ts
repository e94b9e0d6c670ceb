import type { Alarm, SeriesPoint } from '../../src/alarms/alarm.js';
import { SeriesKeeper } from '../../src/alarms/board/series-keeper.js';
import { type FollowRequest, followAlarms } from '../../src/alarms/follow/follow-alarms.js';
import { historySince } from '../../src/alarms/follow/history-since.js';
import { newsOf } from '../../src/alarms/follow/news-of.js';
import { CatopsError } from '../../src/platform/errors.js';
import { Repeating } from '../../src/platform/repeating.js';
import { utc } from '../../src/platform/zone.js';
import {
  type BoardDetail,
  type BoardEffect,
  type BoardInput,
  type BoardState,
  boardAfter,
  emptyBoard,
  selectedAlarm,
  shownAlarms,
} from '../views/alarm-board-state.js';
import { toldText } from './alarm-incident.js';
import { requestOf, type TailFlags } from './alarm-tail.js';
import type { Invocation, Reply } from './command.js';
import type { Flags } from './flags.js';
import type { Following } from './follow-wiring.js';
import { readRunbook } from './runbook-steps.js';
import { wantsAscii, wantsColour, wantsLiveView } from './terminal.js';

type Watching = Pick<Invocation<Flags>, 'host' | 'wiring' | 'json'>;
type WatchFlags = Pick<
  TailFlags,
  'prefix' | 'nameRegex' | 'type' | 'state' | 'interval' | 'ascii' | 'utc'
>;

const tickMs = 1000;
const historyMs = 24 * 3_600_000;
const mostChanges = 200;
const mostSeries = 12;

/** Shows the alarms on the whole screen until `q` or Ctrl-C. */
export async function watchAlarms(invocation: Watching, flags: WatchFlags): Promise<Reply> {
  const { host, wiring, json } = invocation;
  if (json || !wantsLiveView(host) || host.stdin.isTTY !== true) {
    throw new CatopsError('usage-invalid', 'The board needs a terminal to draw on.', {
      hint: json ? 'catops alarms tail --json' : 'catops alarms tail',
    });
  }
  const following = await wiring.following(null);
  try {
    const zone = flags.utc ? utc : following.zone;
    const asked = { ...flags, since: undefined, for: undefined, heartbeat: false };
    const request = requestOf(asked, { now: host.clock.now(), zone });
    const { openBoard } = await import('../views/alarm-board.js');
    const how = {
      zone,
      ascii: flags.ascii || wantsAscii(host),
      colour: wantsColour(host, host.stdout),
    };
    const why = await showBoard(invocation, { following, request }, (first, onKey) =>
      openBoard(host, how, first, onKey),
    );
    if (why instanceof CatopsError) throw why;
    return {
      exit: why === 'interrupted' ? 'interrupted' : 'ok',
      data: { schema: 'catops.alarms-watch/v1' },
      text: () => '',
      streamed: true,
    };
  } finally {
    await following.close();
  }
}

type Draw = (
  first: BoardState,
  onKey: (key: Extract<BoardInput, { kind: 'key' }>['key']) => void,
) => { draw(state: BoardState): void; close(): Promise<void> };

/** Runs a board until it is quit; the error that ended it, if one did. */
export async function showBoard(
  { host, wiring }: Pick<Watching, 'host' | 'wiring'>,
  { following, request }: { readonly following: Following; readonly request: FollowRequest },
  open: Draw,
): Promise<'quit' | 'interrupted' | CatopsError> {
  const { source, clock } = following.deps;
  const stop = new AbortController();
  let interrupted = false;
  let broken: { readonly error: unknown } | null = null;
  const fail = (error: unknown) => {
    broken ??= { error };
    stop.abort();
  };
  const interrupt = () => {
    interrupted = true;
    stop.abort();
  };
  if (host.signal.aborted) interrupt();
  host.signal.addEventListener('abort', interrupt, { once: true });
  let state = emptyBoard(source.name);
  const apply = (input: BoardInput): void => {
    const after = boardAfter(state, input);
    state = after.state;
    series.want(wantedSeries(state));
    board.draw(state);
    if (after.effect) perform(after.effect);
  };
  const perform = (effect: BoardEffect): void => {
    if (effect.kind === 'quit') stop.abort();
    else if (effect.kind === 'interrupt') interrupt();
    else if (effect.kind === 'load') load(effect.alarm).catch(fail);
    else openFor(effect.alarm).catch(fail);
  };
  const load = async (alarm: Alarm): Promise<void> => {
    const detail = await detailOf({ source, clock }, alarm, wiring.runbookFolders(), stop.signal);
    apply({ kind: 'detail', detail });
  };
  const openFor = async (alarm: Alarm): Promise<void> => {
    apply({ kind: 'said', text: await openedText({ host, wiring }, alarm, state.alarms) });
  };
  const series = new SeriesKeeper({ source, clock }, (name, points: readonly SeriesPoint[]) =>
    apply({ kind: 'series', name, points }),
  );
  const board = open(state, (key) => apply({ kind: 'key', key }));
  const ticks = new Repeating(clock, tickMs, () => board.draw(state));
  ticks.start();
  const keeping = series.run(stop.signal).catch(fail);
  try {
    const { error } = await followAlarms(
      following.deps,
      request,
      (event) => apply({ kind: 'event', event, monotonic: clock.monotonic() }),
      stop.signal,
    );
    return error ?? (interrupted ? 'interrupted' : 'quit');
  } finally {
    stop.abort();
    host.signal.removeEventListener('abort', interrupt);
    await Promise.all([ticks.stop(), keeping]);
    await board.close();
    rethrow(broken);
  }
}

function rethrow(broken: { readonly error: unknown } | null): void {
  if (broken) throw broken.error;
}

/** Whose curve is on the screen: the alarm that is open, the one selected, and those not OK. */
function wantedSeries(state: BoardState): readonly string[] {
  const selected = state.detail?.name ?? selectedAlarm(state)?.name;
  const names = shownAlarms(state)
    .filter(({ state: stands, type }) => stands !== 'OK' && type !== 'composite')
    .map(({ name }) => name);
  const all = selected === undefined ? names : [selected, ...names];
  return [...new Set(all)].slice(0, mostSeries);
}

async function detailOf(
  deps: Pick<Following['deps'], 'source' | 'clock'>,
  { name, type, runbook }: Alarm,
  folders: readonly string[],
  signal: AbortSignal,
): Promise<BoardDetail> {
  const steps =
    runbook === null ? null : await readRunbook(folders, runbook).catch(() => ({ steps: [] }));
  const changes = [];
  try {
    const from = deps.clock.now() - historyMs;
    const asked = { types: [type], from, name };
    for await (const change of historySince(deps, asked, () => undefined, signal)) {
      changes.push(change);
      if (changes.length > mostChanges) changes.shift();
    }
  } catch (error) {
    // What was read before stands; the board says by itself when the service is ill.
    if (!(error instanceof CatopsError) && !signal.aborted) throw error;
  }
  return { name, changes: changes.reverse(), steps: steps?.steps ?? null };
}

async function openedText(
  { host, wiring }: Pick<Watching, 'host' | 'wiring'>,
  alarm: Alarm,
  alarms: readonly Alarm[],
): Promise<string> {
  const { name, type, since: at, reason, value, threshold } = alarm;
  const change = { name, type, at, from: 'OK', to: 'ALARM', reason, value, threshold } as const;
  const incidentsOf = async () => (await wiring.incidents()).deps;
  const text = await toldText({ host, wiring }, incidentsOf, newsOf({ change, alarm }, alarms));
  return text ?? 'There was an incident for it already: catops incident list.';
}
