import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { AdminReply } from '../../src/contracts/admin-process.js';
import { CatopsError } from '../../src/platform/errors.js';
import type { Host } from '../../src/platform/host.js';
import { modelLines } from './analysis-models.js';
import type { Reply } from './command.js';
import { runAndListen } from './run-and-listen.js';
import type { Wiring } from './wiring.js';

type Status = AdminReply<'analysis.status'>;

/** As measured; the lock file names each package with its size of the day. */
const megabytes = 290;
const npmCi = ['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--omit=dev'];

interface Installing {
  readonly host: Host;
  readonly wiring: Pick<Wiring, 'admin' | 'dataDir'>;
  readonly dryRun: boolean;
  say(line: string): void;
}

/**
 * Installs the models of the embedded analysis, to the version of every package that ships in the lock
 * file, and has analysed what waits. No script of a package is run. It appears whole or not at all.
 */
export async function installAnalysis({ host, wiring, dryRun, say }: Installing): Promise<Reply> {
  const dataDir = wiring.dataDir();
  const status = await wiring.admin(dataDir, { op: 'analysis.status' });
  const { directory } = status;
  const isThere = status.installed === 'yes';
  const data = { schema: 'catops.analysis-install/v1', dryRun, directory } as const;
  const models = ['Models, with their licences:', ...modelLines()].join('\n');
  if (isThere) {
    const text = () => `Nothing to do: the analysis is installed in ${directory}.`;
    return { exit: 'ok', data: { ...data, installed: false, queued: 0 }, text };
  }
  if (dryRun) {
    const text = () =>
      `Would run ${npmCi.join(' ')} (about ${megabytes} MB from the npm registry) for ${directory}, and analyse the ${status.notAnalysed} pictures that wait.\n${models}`;
    return { exit: 'ok', data: { ...data, installed: false, queued: 0 }, text };
  }
  say(models);
  say(`Installing about ${megabytes} MB into ${directory} …`);
  await install(host, status);
  const { queued } = await wiring.admin(dataDir, { op: 'image.analyse', id: null, dryRun });
  return {
    exit: 'ok',
    data: { ...data, installed: true, queued },
    text: () =>
      [
        `Installed in ${directory}. Uploads are analysed from now on; people decide: catops images review.`,
        ...(queued > 0 ? [`Queued ${queued} that wait.`] : []),
        ...(status.analyser === 'embedded' ? [] : [`But CATOPS_ANALYSIS is ${status.analyser}.`]),
      ].join('\n'),
  };
}

async function install(host: Host, { directory, packages }: Status): Promise<void> {
  const fresh = `${directory}.${host.pid}.new`;
  try {
    await mkdir(fresh, { recursive: true, mode: 0o700 });
    for (const name of ['package.json', 'package-lock.json']) {
      await copyFile(join(packages, name), join(fresh, name));
    }
    const { exitCode } = await runAndListen({ ...host, cwd: fresh }, npmCi, { aside: true });
    host.signal.throwIfAborted();
    if (exitCode !== 0) {
      throw new CatopsError('vendor-unreachable', 'npm could not install the analysis.', {
        hint: 'What npm says stands above. Nothing was changed; run it again.',
      });
    }
    await copyFile(join(packages, 'package-lock.json'), join(fresh, 'installed-lock.json'));
    await rm(directory, { recursive: true, force: true });
    await rename(fresh, directory);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}
