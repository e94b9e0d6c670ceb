import { text } from 'node:stream/consumers';
import type { AdminRequest } from '../src/contracts/admin-process.js';
import { CatopsError, exitCodes } from '../src/platform/errors.js';
import { systemClock } from '../src/platform/node-host.js';
import { printable } from '../src/platform/terminal-text.js';
import { loadSeed } from './admin/load-seed.js';
import { readRequest, runRequest } from './admin/run-request.js';
import { dependencyOf } from './failures/dependency.js';
import { explainConfig, readConfig } from './read-config.js';

// Entry of the admin process: one JSON request on standard input, one JSON reply on standard
// output, progress as plain lines on standard error. Nothing but the reply ever holds a key.

// The supervisor opens a channel: without the supervisor, nobody waits for the reply any more.
process.on('disconnect', () => process.exit(exitCodes.interrupted));
process.channel?.unref();

try {
  reply({ ok: true, data: await dataFor(readRequest(await text(process.stdin))) });
} catch (error) {
  // Anything else is a bug: it ends the process with its stack and exit 1.
  if (!(error instanceof CatopsError)) throw error;
  const { code, message, hint } = error;
  // JSON leaves out what is undefined.
  reply({ ok: false, error: { code, message, hint, dependency: dependencyOf(error) } });
  process.exitCode = exitCodes[error.exit];
}

function dataFor(request: AdminRequest): Promise<unknown> | unknown {
  if (request.op === 'config.explain') return { settings: explainConfig(process.env) };
  return runRequest(
    {
      config: readConfig(process.env),
      threadFile: new URL('./sqlite-thread.js', import.meta.url),
      clock: systemClock,
      progress: (line) => process.stderr.write(`${printable(line)}\n`),
      loadSeed,
    },
    request,
  );
}

function reply(envelope: object): void {
  process.stdout.write(`${JSON.stringify(envelope)}\n`);
}
