import { type ChildProcess, fork } from 'node:child_process';
import type { SupervisorMessage } from '../../src/contracts/server-process.ts';

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
  const child = fork('dist/api-server/supervisor.js', [], {
    env: {
      ...process.env,
      ...{ CATOPS_PORT: '0', CATOPS_PRIVATE_PORT: '0', CATOPS_WORKERS: '1' },
      ...{ CATOPS_LIMIT_KEYED: '1000000', CATOPS_LIMIT_KEYLESS: '1000000' },
      ...env,
    },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
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

type Listening = Extract<SupervisorMessage, { type: 'listening' }>;

function listening(child: ChildProcess): Promise<Listening> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The API ended with ${code}`)));
    child.on('message', (message: SupervisorMessage) => {
      if (message.type === 'failed') reject(new Error(JSON.stringify(message)));
      if (message.type === 'listening') resolve(message);
    });
  });
}
