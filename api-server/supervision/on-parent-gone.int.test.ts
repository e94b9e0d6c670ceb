import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { withStore } from '../admin/open-store.js';
import { readConfig } from '../read-config.js';
import { builtFile } from '../testing/built.js';
import { testDataDir } from '../testing/test-store.js';

const threadFile = builtFile('api-server/sqlite-thread.js');

// The channel closes before any code of theirs is loaded.
it.each(['api-server/supervisor.js', 'api-server/job-worker.js'])(
  '%s ends when who started it had gone before it was up',
  async (entry) => {
    const { dataDir, remove } = await testDataDir();
    const config = readConfig({ CATOPS_DATA_DIR: dataDir });
    await withStore({ config, threadFile }, async () => {});
    const child = fork(fileURLToPath(builtFile(entry)), {
      env: { ...process.env, CATOPS_DATA_DIR: dataDir, CATOPS_PORT: '0' },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      execArgv: [],
    });
    const exited = once(child, 'exit');
    child.disconnect();
    const outcome = await Promise.race([exited.then(() => 'ended'), sleep(20_000, 'runs on')]);
    child.kill('SIGKILL');
    await exited;
    await remove();
    expect(outcome).toBe('ended');
  },
);
