import { CatopsError } from '../../src/platform/errors.js';
import { curveLooks, type JobLook } from '../views/job-board-lines.js';
import type { Invocation, Reply } from './command.js';
import type { Flags } from './flags.js';
import { wantsAscii, wantsLiveView } from './terminal.js';

const everyMs = 1000;

/** Shows what is done of the jobs, each second, until `q` or Ctrl-C. */
export async function watchJobs({
  host,
  json,
  wiring,
}: Pick<Invocation<Flags>, 'host' | 'json' | 'wiring'>): Promise<Reply> {
  if (json || !wantsLiveView(host) || host.stdin.isTTY !== true) {
    throw new CatopsError('usage-invalid', 'The live view needs a terminal to draw on.', {
      hint: json ? 'catops jobs stats --json' : 'catops jobs stats',
    });
  }
  const { openJobBoard } = await import('../views/job-board.js');
  const stop = new AbortController();
  const end = (how: 'quit' | 'interrupted') => stop.abort(how);
  const interrupt = () => end('interrupted');
  host.signal.addEventListener('abort', interrupt, { once: true });
  if (host.signal.aborted) interrupt();
  const board = openJobBoard(host, wantsAscii(host), end);
  let looks: readonly JobLook[] = [];
  try {
    while (!stop.signal.aborted) {
      const jobs = await wiring.jobsNow();
      looks = [...looks, { at: host.clock.now(), jobs }].slice(-curveLooks - 1);
      board.draw(looks);
      await host.clock.sleep(everyMs, stop.signal).catch(() => {});
    }
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  } finally {
    host.signal.removeEventListener('abort', interrupt);
    await board.close();
  }
  return {
    exit: stop.signal.reason === 'interrupted' ? 'interrupted' : 'ok',
    data: { schema: 'catops.jobs-watch/v1' },
    text: () => '',
    streamed: true,
  };
}
