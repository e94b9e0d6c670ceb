import { Box, render, Text } from 'ink';
import type { LoadtestEvent, PhaseProgress } from '../../src/loadtest/events.js';
import type { Output } from '../../src/platform/host.js';
import { counted, describeCounts, describePhase } from './loadtest-lines.js';
import type { LoadtestProgress } from './loadtest-progress.js';

type Planned = Extract<LoadtestEvent, { type: 'planned' }>;
type PhaseStart = Extract<LoadtestEvent, { type: 'phase-start' }>;

/** What the view shows; grows event by event. */
export interface LiveState {
  readonly note: string;
  readonly plan: Planned | undefined;
  readonly phase: PhaseStart | undefined;
  readonly progress: PhaseProgress | undefined;
}

export const emptyState: LiveState = {
  note: 'Starting the cat API …',
  plan: undefined,
  phase: undefined,
  progress: undefined,
};

/** The next state; events that change nothing on the screen return the same one. */
export function advance(state: LiveState, event: LoadtestEvent): LiveState {
  switch (event.type) {
    case 'waiting':
      return { ...state, note: `Waiting for ${event.url} to be ready …` };
    case 'planned':
      return { ...state, plan: event, note: '' };
    case 'phase-start':
      return { ...state, phase: event, progress: undefined };
    case 'progress':
    case 'phase-end':
      return { ...state, progress: event };
    case 'probing':
      return { ...state, note: `Looking at ${event.rule} …` };
    case 'judging':
      return { ...state, note: 'Judging …' };
  }
}

interface ViewProps {
  readonly state: LiveState;
  readonly colour: boolean;
}

/** Everything on the screen while the load runs. Fits 80 columns. */
export function LoadtestView({ state, colour }: ViewProps) {
  const { note, plan, phase, progress } = state;
  return (
    <Box flexDirection="column">
      {plan && (
        <Text bold={colour} wrap="truncate">
          {plan.scenario} on {plan.url} · {counted(plan.keys, 'key')}
        </Text>
      )}
      {note !== '' && <Text wrap="truncate">{note}</Text>}
      {phase && <Phase phase={phase} progress={progress} />}
      {progress && <Routes progress={progress} colour={colour} />}
      <Text dimColor={colour}>Ctrl-C stops and shows what was measured until then.</Text>
    </Box>
  );
}

function Phase({ phase, progress }: { phase: PhaseStart; progress: PhaseProgress | undefined }) {
  const elapsed = Math.min(progress?.elapsedSeconds ?? 0, phase.seconds);
  return (
    <Box flexDirection="column">
      <Text wrap="truncate">
        {bar(elapsed / phase.seconds)} phase {phase.index + 1}/{phase.phases} {describePhase(phase)}
      </Text>
      <Text wrap="truncate">{progress ? describeCounts(progress) : 'Connecting …'}</Text>
    </Box>
  );
}

function Routes({ progress, colour }: { progress: PhaseProgress; colour: boolean }) {
  return (
    <Box flexDirection="column">
      {progress.routes.map(({ route, answered, errors }) => (
        <Text key={route} wrap="truncate" {...(colour && errors > 0 ? { color: 'red' } : {})}>
          {`${String(answered).padStart(6)} answered`} {`${String(errors).padStart(5)} errors`}{' '}
          {route}
        </Text>
      ))}
    </Box>
  );
}

function bar(share: number): string {
  const filled = Math.round(share * 20);
  return `${'█'.repeat(filled)}${'░'.repeat(20 - filled)}`;
}

/** Draws the view on a terminal until it is closed; then nothing of it is left on the screen. */
export function openLiveView(stream: Output, colour: boolean): LoadtestProgress {
  let state = emptyState;
  let open = true;
  const view = render(<LoadtestView state={state} colour={colour} />, {
    // Ink asks for the whole stream type; the host's streams are the process's own.
    stdout: stream as NodeJS.WriteStream,
    // Ctrl-C belongs to the host's signal, which stops the load and what was started.
    exitOnCtrlC: false,
    patchConsole: false,
  });
  const draw = (next: LiveState) => {
    if (!open || next === state) return;
    state = next;
    view.rerender(<LoadtestView state={state} colour={colour} />);
  };
  return {
    show: (event) => draw(advance(state, event)),
    note: (note) => draw({ ...state, note }),
    close: () => {
      if (!open) return;
      open = false;
      view.clear();
      view.unmount();
    },
  };
}
