import { Box, render, Text } from 'ink';
import type { LoadtestEvent } from '../../src/loadtest/events.js';
import type { Output } from '../../src/platform/host.js';
import { printable } from '../../src/platform/terminal-text.js';
import { asciiText } from '../../src/presentation/ascii-text.js';
import { counted, describeCounts, describePhase } from './loadtest-lines.js';
import { advance, emptyState, type LiveState } from './loadtest-live.js';
import type { LoadtestProgress } from './loadtest-progress.js';
import { type LiveSize, routeLines } from './loadtest-routes.js';

/** What the terminal can show. */
export interface LiveLook {
  readonly colour: boolean;
  /** True for one that shows nothing beyond ASCII. */
  readonly ascii: boolean;
}

interface ViewProps extends LiveLook {
  readonly state: LiveState;
  readonly size: LiveSize;
}

// What stands above and below the routes, and the line that the cursor is on.
const linesBeside = 6;

/** Everything on the screen while the load runs. It never takes more lines than there are. */
export function LoadtestView({ state, colour, ascii, size }: ViewProps) {
  const { note, plan, phase, progress, before, routes } = state;
  const shown = (text: string) => (ascii ? asciiText(text) : text);
  const left = size.rows - linesBeside - (note === '' ? 0 : 1);
  const elapsed = phase ? Math.min(progress?.elapsedSeconds ?? 0, phase.seconds) : 0;
  return (
    <Box flexDirection="column" width={size.columns}>
      {plan && (
        <Text bold={colour} wrap="truncate">
          {shown(printable(`${plan.scenario} on ${plan.url} · ${counted(plan.keys, 'key')}`))}
        </Text>
      )}
      {note !== '' && <Text wrap="truncate">{shown(printable(note))}</Text>}
      {phase && (
        <Text wrap="truncate">
          {bar((before + elapsed) / (plan?.seconds ?? phase.seconds), ascii)}
          {shown(` phase ${phase.index + 1}/${phase.phases} ${describePhase(phase)}`)}
        </Text>
      )}
      {phase && (
        <Text wrap="truncate">{shown(progress ? describeCounts(progress) : 'Connecting …')}</Text>
      )}
      {routes.size > 0 &&
        routeLines(routes, { columns: size.columns, rows: left }).map(
          ({ text, failing }, index) => (
            <Text
              // Lines change places with what happens; each is drawn anew.
              key={String(index)}
              wrap="truncate"
              {...(colour && failing ? { color: 'red' } : {})}
              dimColor={colour && index === 0}
            >
              {shown(text)}
            </Text>
          ),
        )}
      <Text dimColor={colour} wrap="truncate">
        Ctrl-C stops and shows what was measured until then.
      </Text>
    </Box>
  );
}

function bar(share: number, ascii: boolean): string {
  const filled = Math.round(Math.min(1, share) * 20);
  const [full, empty] = ascii ? ['#', '.'] : ['█', '░'];
  return `${full.repeat(filled)}${empty.repeat(20 - filled)}`;
}

/** Draws the view on a terminal until it is closed; then nothing of it is left on the screen. */
export function openLiveView(stream: Output, look: LiveLook): LoadtestProgress {
  let state = emptyState;
  let open = true;
  const element = () => {
    const size = { columns: stream.columns ?? 80, rows: stream.rows ?? 24 };
    return <LoadtestView state={state} {...look} size={size} />;
  };
  const view = render(element(), {
    // Ink asks for the whole stream type; the host's streams are the process's own.
    stdout: stream as NodeJS.WriteStream,
    // Ctrl-C belongs to the host's signal, which stops the load and what was started.
    exitOnCtrlC: false,
    patchConsole: false,
  });
  const draw = (next: LiveState) => {
    if (!open || next === state) return;
    state = next;
    view.rerender(element());
  };
  return {
    show: (event: LoadtestEvent) => draw(advance(state, event)),
    note: (note) => draw({ ...state, note }),
    close: () => {
      if (!open) return;
      open = false;
      view.clear();
      view.unmount();
    },
  };
}
