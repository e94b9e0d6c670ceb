import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { AdminRequest } from '../../src/contracts/admin-process.js';
import { builtFile } from './built.js';

/** Starts the built admin process on a data directory; a text is sent as it is. */
export function startAdminProcess(dataDir: string, request: AdminRequest | string) {
  const child = spawn(process.execPath, [fileURLToPath(builtFile('api-server/admin.js'))], {
    env: { ...process.env, CATOPS_DATA_DIR: dataDir },
  });
  child.stdin.on('error', () => {});
  child.stdin.end(typeof request === 'string' ? request : JSON.stringify(request));
  const done = Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]).then(
    ([stdout, stderr, [code]]) => ({ envelope: stdout && JSON.parse(stdout), stderr, code }),
  );
  return { child, done };
}

/** The data of a reply; throws when the request failed. */
export async function admin(dataDir: string, request: AdminRequest): Promise<unknown> {
  const { envelope, stderr } = await startAdminProcess(dataDir, request).done;
  if (!envelope.ok) throw new Error(`${JSON.stringify(envelope)}\n${stderr}`);
  return envelope.data;
}
