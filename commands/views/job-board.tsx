import { Box, render, Text, useInput, useStdin } from 'ink';
import type { Host } from '../../src/platform/host.js';
import { type JobBoardLook, type JobLook, jobBoardLines } from './job-board-lines.js';

interface JobBoardProps {
  readonly looks: readonly JobLook[];
  readonly look: JobBoardLook;
  readonly onQuit: (how: 'quit' | 'interrupted') => void;
}

/** What is done of the jobs, as of the last look. */
export function JobBoard({ looks, look, onQuit }: JobBoardProps) {
  const { isRawModeSupported } = useStdin();
  useInput(
    (input, key) => {
      if (key.ctrl && input === 'c') onQuit('interrupted');
      else if (input === 'q') onQuit('quit');
    },
    { isActive: isRawModeSupported === true },
  );
  return (
    <Box flexDirection="column" width={look.columns}>
      {jobBoardLines(looks, look).map((line, index) => (
        // Lines change places with what is queued; each is drawn anew.
        <Text key={String(index)} wrap="truncate">
          {line === '' ? ' ' : line}
        </Text>
      ))}
    </Box>
  );
}

/** Draws it below what the terminal shows, until it is closed; the last one stays there. */
export function openJobBoard(
  { stdin, stdout }: Pick<Host, 'stdin' | 'stdout'>,
  ascii: boolean,
  onQuit: JobBoardProps['onQuit'],
) {
  const element = (looks: readonly JobLook[]) => {
    const look = { ascii, columns: stdout.columns ?? 80, rows: stdout.rows ?? 24 };
    return <JobBoard looks={looks} look={look} onQuit={onQuit} />;
  };
  const view = render(element([]), {
    // Ink asks for the whole stream types; the host's streams are the process's own.
    stdout: stdout as NodeJS.WriteStream,
    stdin: stdin as NodeJS.ReadStream,
    exitOnCtrlC: false,
    patchConsole: false,
  });
  return {
    draw: (looks: readonly JobLook[]) => view.rerender(element(looks)),
    async close(): Promise<void> {
      view.unmount();
      await view.waitUntilExit();
    },
  };
}
