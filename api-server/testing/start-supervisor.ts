import { type ChildProcess, fork, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SupervisorMessage } from '../../src/contracts/server-process.js';
import { builtFile } from './built.js';

type Message<Type extends SupervisorMessage['type']> = Extract<SupervisorMessage, { type: Type }>;

/** A supervisor that a test started. */
export interface TestSupervisor {
  readonly process: ChildProcess;
  readonly messages: SupervisorMessage[];
  readonly stderr: () => string;
  /** The message, when it comes; rejects when the process ends without it. */
  message<Type extends SupervisorMessage['type']>(type: Type): Promise<Message<Type>>;
  readonly exited: Promise<number | NodeJS.Signals | null>;
  /** Process ids of the API processes, as the private port says. */
  pids(): Promise<number[]>;
}

/**
 * Starts the built supervisor as the command line does, with one API process unless `env` says
 * otherwise; `file` is that of another build.
 */
export function startSupervisor(
  env: Readonly<Record<string, string>>,
  args: readonly string[] = [],
  file = builtFile('api-server/supervisor.js'),
): TestSupervisor {
  const child = fork(file, args, {
    env: {
      ...process.env,
      CATOPS_PORT: '0',
      CATOPS_PRIVATE_PORT: '0',
      CATOPS_WORKERS: '1',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const messages: SupervisorMessage[] = [];
  let stderr = '';
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  child.on('message', (message) => messages.push(message as SupervisorMessage));
  const exited = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.on('exit', (code, signal) => resolve(signal ?? code));
  });
  let ended = false;
  void exited.then(() => {
    ended = true;
  });
  const message = async <Type extends SupervisorMessage['type']>(type: Type) => {
    for (;;) {
      const found = messages.find((each): each is Message<Type> => each.type === type);
      if (found) return found;
      if (ended) throw new Error(`No "${type}": ${JSON.stringify(messages)}\n${stderr}`);
      await sleep(5);
    }
  };
  return {
    process: child,
    messages,
    stderr: () => stderr,
    message,
    exited,
    async pids() {
      const { privateUrl } = await message('listening');
      const reply = await fetch(`${privateUrl}/health`);
      return ((await reply.json()) as { pids: number[] }).pids;
    },
  };
}

/** Resolves when nobody listens on the port: it listens there itself for a moment. */
export async function portIsFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** A program that starts a supervisor, as the command line does, and tells its process id. */
export function startParent(env: Readonly<Record<string, string>>): ChildProcess {
  const code = `
    import { fork } from 'node:child_process';
    const file = ${JSON.stringify(builtFile('api-server/supervisor.js').pathname)};
    const child = fork(file, { execArgv: [] });
    child.on('message', (message) => {
      if (message.type === 'listening') console.log(JSON.stringify({ pid: child.pid, ...message }));
    });`;
  return spawn(process.execPath, ['--input-type=module', '-e', code], {
    env: { ...process.env, CATOPS_PORT: '0', CATOPS_PRIVATE_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}
