#!/usr/bin/env node
import { exitCodes, messageOf } from '../src/platform/errors.js';
import { createNodeHost } from '../src/platform/node-host.js';
import { runCli } from './kit/run-cli.js';
import { createWiring } from './kit/wiring.js';
import { commands } from './registry.js';

declare const CATOPS_VERSION: string;

// The AWS SDK announces the end of Node 20 on every start; the README says it once.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
// A reader that stops reading (`catops … | head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  // A full disk takes nothing from a no, and a yes that nobody can read is none.
  process.stderr.write(`catops: the answer could not be written: ${messageOf(error)}.\n`);
  process.exitCode ||= exitCodes.localStore;
});

const host = createNodeHost();
const release = {
  distDir: new URL('./', import.meta.url),
  nodePath: process.execPath,
  version: CATOPS_VERSION,
};
if (host.argv[0] === 'complete') {
  const { completions } = await import('./kit/completion.js');
  const wiring = createWiring(host, {}, release);
  const answer = await completions(commands, host.argv.slice(2), wiring.candidates);
  process.stdout.write(`${answer}\n`);
} else {
  const exit = await runCli(host, commands, CATOPS_VERSION, (at, flags) =>
    createWiring(at, flags, release),
  );
  process.exitCode = exit || (process.exitCode ?? exitCodes.ok);
}
