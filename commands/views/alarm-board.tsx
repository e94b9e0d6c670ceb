import { Box, render, Text, useInput, useStdin } from 'ink';
import type { Host } from '../../src/platform/host.js';
import { type BoardLook, boardLines, type Tone } from './alarm-board-lines.js';
import type { BoardKey, BoardState } from './alarm-board-state.js';

interface BoardProps {
  readonly state: BoardState;
  readonly look: BoardLook;
  readonly colour: boolean;
  readonly onKey: (key: BoardKey) => void;
}

const styles: Readonly<Record<Tone, { color?: string; dimColor?: true; bold?: true }>> = {
  plain: {},
  dim: { dimColor: true },
  title: { bold: true },
  firing: { color: 'red' },
  'no-data': { color: 'yellow' },
  good: { color: 'green' },
  selected: { bold: true },
};

/** The board as it stands. It never takes more lines than there are. */
export function AlarmBoard({ state, look, colour, onKey }: BoardProps) {
  const { isRawModeSupported } = useStdin();
  useInput(
    (input, key) => {
      if (key.ctrl && input === 'c') return onKey('interrupt');
      const named = nameOf(key);
      if (named !== null) return onKey(named);
      // What is pasted comes as one text.
      for (const char of key.ctrl || key.meta ? '' : input) onKey({ char });
    },
    { isActive: isRawModeSupported === true },
  );
  return (
    <Box flexDirection="column" width={look.columns}>
      {boardLines(state, look).map(({ text, tone }, index) => (
        <Text
          // Lines change places with what happens; each is drawn anew.
          key={String(index)}
          wrap="truncate"
          {...(colour ? styles[tone] : {})}
        >
          {text === '' ? ' ' : text}
        </Text>
      ))}
    </Box>
  );
}

type Pressed = Parameters<Parameters<typeof useInput>[0]>[1];

function nameOf(key: Pressed): Exclude<BoardKey, object> | null {
  if (key.upArrow) return 'up';
  if (key.downArrow) return 'down';
  if (key.pageUp) return 'page-up';
  if (key.pageDown) return 'page-down';
  if (key.return) return 'enter';
  if (key.escape) return 'escape';
  return key.backspace || key.delete ? 'backspace' : null;
}

/** A board on the screen. */
export interface OpenBoard {
  draw(state: BoardState): void;
  /** Gives the terminal back as it was; safe to repeat. */
  close(): Promise<void>;
}

const enter = '\u001b[?1049h\u001b[H';
const clear = '\u001b[2J\u001b[H';
const leave = '\u001b[?1049l';

/** Takes the whole screen until it is closed. Size and time are read at each drawing. */
export function openBoard(
  host: Pick<Host, 'stdin' | 'stdout' | 'clock'>,
  how: { readonly zone: BoardLook['zone']; readonly ascii: boolean; readonly colour: boolean },
  first: BoardState,
  onKey: (key: BoardKey) => void,
): OpenBoard {
  const { stdout, clock } = host;
  const stream = stdout as NodeJS.WriteStream;
  let state = first;
  let open = true;
  const element = () => {
    const look = {
      ...{ zone: how.zone, ascii: how.ascii, now: clock.now(), monotonic: clock.monotonic() },
      ...{ columns: stdout.columns ?? 80, rows: stdout.rows ?? 24 },
    };
    return <AlarmBoard state={state} look={look} colour={how.colour} onKey={onKey} />;
  };
  const resized = () => {
    stdout.write(clear);
    draw(state);
  };
  stdout.write(enter);
  // Before Ink's own listener, which draws.
  stream.on('resize', resized);
  const view = render(element(), {
    // Ink asks for the whole stream types; the host's streams are the process's own.
    stdout: stream,
    stdin: host.stdin as NodeJS.ReadStream,
    exitOnCtrlC: false,
    patchConsole: false,
  });
  function draw(next: BoardState): void {
    if (!open) return;
    state = next;
    view.rerender(element());
  }
  return {
    draw,
    close: async () => {
      if (!open) return;
      open = false;
      stream.off('resize', resized);
      view.unmount();
      // Its last frame belongs on the screen that is left; and emptied, lest a terminal that has grown
      // meanwhile pushes lines of it into the history of the other.
      await view.waitUntilExit();
      stdout.write(`${clear}${leave}`);
    },
  };
}
