import { type ChildProcess, fork } from 'node:child_process';
import type { SupervisorMessage } from '../../src/contracts/server-process.ts';

type Listening = Extract<SupervisorMessage, { type: 'listening' }>;

/** The built API with one process and no limits of callers; what it logs nobody reads. */
export function forkApi(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): ChildProcess {
  return fork('dist/api-server/supervisor.js', args, {
    env: {
      ...process.env,
      ...{ CATOPS_PORT: '0', CATOPS_PRIVATE_PORT: '0', CATOPS_WORKERS: '1' },
      ...{ CATOPS_LIMIT_KEYED: '1000000', CATOPS_LIMIT_KEYLESS: '1000000' },
      ...env,
    },
    // Its log lines would hold a reader up that nobody needs.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
}

/** Where it listens; rejects with what it said when it does not get to. */
export function listening(child: ChildProcess): Promise<Listening> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The API ended with ${code}`)));
    child.on('message', (message: SupervisorMessage) => {
      if (message.type === 'failed') reject(new Error(JSON.stringify(message)));
      if (message.type === 'listening') resolve(message);
    });
  });
}
