import { printable } from '../../src/platform/terminal-text.js';
import type { Invocation, Reply } from './command.js';
import type { Flags } from './flags.js';
import { jobNumberOrAll, jobsText, jobType } from './job-arguments.js';
import { confirmed, type Preview } from './preview.js';

type Dropping = Pick<Invocation<Flags>, 'args' | 'dryRun' | 'host' | 'wiring'> & {
  readonly flags: {
    readonly type: string | undefined;
    readonly yes: boolean;
    readonly noInput: boolean;
  };
};

/** Says which jobs would go, and removes them when somebody agrees. */
export async function dropReply({ args, dryRun, flags, host, wiring }: Dropping): Promise<Reply> {
  const id = jobNumberOrAll(args['id'] ?? '');
  const type = jobType(id, flags.type);
  const drop = (dry: boolean) =>
    wiring.admin(wiring.dataDir(), { op: 'job.drop', id, type, dryRun: dry });
  const { dropped: found } = await drop(true);
  const replied = (dropped: number, text: string): Reply => ({
    exit: 'ok',
    data: { schema: 'catops.jobs-drop/v1', dryRun, dropped },
    text: () => text,
  });
  if (found === 0) return replied(0, 'No job is dead.');
  const what =
    id === null
      ? `${jobsText(found, 'dead ')}${type === null ? '' : ` of type ${printable(type)}`}`
      : `job ${id}`;
  if (dryRun) return replied(found, `Would remove ${what} for good.`);
  const preview: Preview = {
    summary: `Would remove ${what} for good: what ${id === null ? 'they were' : 'it was'} for is never done.`,
    ...{ wakes: [], requests: [], notes: [] },
  };
  const argv = ['catops', ...host.argv, '--yes'];
  const stopped = await confirmed(host, preview, { ...flags, argv });
  if (stopped) return stopped;
  const { dropped } = await drop(false);
  return replied(dropped, `Removed ${id === null ? jobsText(dropped, 'dead ') : what}.`);
}
