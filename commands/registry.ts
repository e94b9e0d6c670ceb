import { completion } from './completion.js';
import { configExplain } from './config/explain.js';
import { keyCreate } from './key/create.js';
import { keyList } from './key/list.js';
import { keyRevoke } from './key/revoke.js';
import type { Command } from './kit/command.js';
import { loadtest } from './loadtest.js';
import { up } from './up.js';

/** Every command, in the order of `--help`. */
export const commands: readonly Command[] = [
  up,
  loadtest,
  keyCreate,
  keyList,
  keyRevoke,
  configExplain,
  completion,
] as readonly unknown[] as readonly Command[];
