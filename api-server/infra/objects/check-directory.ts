import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { blaming } from '../../failures/dependency.js';

/** Rejects when a directory is not there, or not to be read and written by this user. */
export function checkDirectory(path: string): Promise<void> {
  return blaming('objects', () => access(path, constants.R_OK | constants.W_OK | constants.X_OK));
}
