import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Tests that start processes and threads run what users run: the built files, built just now. */
export default async function setup(): Promise<void> {
  await promisify(execFile)(process.execPath, ['.ci/build.mjs']);
}
