import { type CompactOutcome, compactDay } from '../../src/rollups/compact.js';
import { bytes, counted } from '../../src/rollups/report/figures.js';
import { parseDay } from '../../src/rollups/windows.js';
import type { Reply } from './command.js';
import { type RollupInvocation, withRollups } from './rollup-context.js';

const whyNot: Readonly<Record<Exclude<CompactOutcome['kind'], 'compacted'>, string>> = {
  empty: 'there is no log of that day',
  'not-closed': 'the day is not over, or its last files may still come',
  'not-rolled-up': 'its log is not rolled up as it is; run catops rollup for it first',
};

/** Packs a day, and says how much smaller it became. */
export async function compact(
  invocation: Omit<RollupInvocation, 'flags'>,
  date: string | undefined,
): Promise<Reply> {
  const { host, dryRun } = invocation;
  const dt = parseDay(date ?? 'yesterday', host.clock.now());
  return withRollups({ ...invocation, flags: {} }, async ({ rollups }) => {
    const { compacted, deps, packer } = rollups;
    const files = await deps.logs.list(dt, host.signal);
    const size = files.reduce((sum, file) => sum + file.size, 0);
    const what = `${counted(files.length, 'file')} of ${dt}, ${bytes(size)}`;
    if (dryRun) {
      return {
        exit: 'ok',
        data: { schema: 'catops.rollup-compact/v1', dryRun, dt, files: files.length, bytes: size },
        text: () => `Would pack ${what}.`,
      };
    }
    const outcome = await compactDay({ ...deps, compacted, packer }, dt, host.signal);
    const packed = outcome.kind === 'compacted';
    return {
      exit: packed || outcome.kind === 'empty' ? 'ok' : 'no',
      data: { schema: 'catops.rollup-compact/v1', dryRun, dt, ...outcome },
      text: () =>
        outcome.kind === 'compacted'
          ? `Packed ${what}, into one. The files stay until catops rollup purge.`
          : `Nothing was packed: ${whyNot[outcome.kind]}.`,
    };
  });
}
