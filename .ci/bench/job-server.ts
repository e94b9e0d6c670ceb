import { forkApi, listening } from './forked-api.ts';

/** A server of ours with its job processes, that can be killed and started again. */
export interface JobServer {
  readonly url: string;
  /** Process ids, as the private port tells them; none when it does not answer. */
  pids(): Promise<{ readonly api: readonly number[]; readonly jobs: readonly number[] }>;
  /** As somebody who wants it gone: with all that it started. */
  kill(): Promise<void>;
  /** As an operator does. */
  stop(): Promise<void>;
}

/** Starts it; rejects with what it said when it does not get to listen. */
export async function startJobServer(env: Readonly<Record<string, string>>): Promise<JobServer> {
  const child = forkApi([], env);
  const { url, privateUrl } = await listening(child);
  const ended = async (end: () => void) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    end();
    await gone;
  };
  return {
    url,
    async pids() {
      const reply = await fetch(`${privateUrl}/health`).catch(() => undefined);
      if (!reply) return { api: [], jobs: [] };
      const health = (await reply.json()) as { pids: number[]; jobs: { pids: number[] } };
      return { api: health.pids, jobs: health.jobs.pids };
    },
    kill: () => ended(() => child.kill('SIGKILL')),
    stop: () => ended(() => child.send({ type: 'stop' })),
  };
}
