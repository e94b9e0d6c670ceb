import { CatopsError, messageOf } from '../src/platform/errors.js';
import type { Host } from '../src/platform/host.js';
import { command } from './kit/command.js';
import { flag } from './kit/flags.js';
import type { Wiring } from './kit/wiring.js';

export const up = command({
  path: 'up',
  summary: 'Run the cat API on this machine until Ctrl-C.',
  description:
    'Runs the cat API until Ctrl-C, with its embedded database or the one of CATOPS_DATABASE_URL. ' +
    'The first start draws the pictures ' +
    'and makes an account; its key is shown once.',
  effect: 'write',
  flags: {
    port: flag.integer('port to listen on; 0 takes a free one (default 3000)', {
      short: 'p',
      placeholder: 'number',
      min: 0,
      max: 65_535,
    }),
    dataDir: flag.text('directory of database, pictures and logs', { placeholder: 'dir' }),
    built: flag.toggle('run the API of this program, whatever release was deployed'),
    log: flag.oneOf('requests that are shown (default: all on a terminal, none elsewhere)', [
      'all',
      'failed',
      'none',
    ]),
    noAlarms: flag.toggle('judge no alarms: nobody is woken, whatever happens to it'),
  },
  examples: ['catops up', 'catops up --port 0 --json'],
  async run({ wiring, flags, dryRun, say, host }) {
    const { port } = wiring.settings();
    const dataDir = wiring.dataDir();
    if (dryRun) {
      return {
        exit: 'ok',
        data: { schema: 'catops.up/v1', dryRun, port, dataDir },
        text: () => `Would run the cat API on port ${port} with its data in ${dataDir}.`,
      };
    }
    // A person gets lines to read; a service manager keeps JSON, which programs can search.
    const readable = host.stderr.isTTY ? await wiring.readableLog() : undefined;
    const api = await wiring
      .startApi({
        worker: 'worker.js',
        release: flags.built ? 'built' : 'current',
        database: 'configured',
        port,
        uncache: [],
        dataDir,
        diagnosticsToken: wiring.settings().diagnosticsToken?.reveal() ?? null,
        onProgress: say,
        onLogLine: (line) => say(readable ? readable(line) : line),
      })
      .catch(async (error: unknown) => {
        // A person who starts it sees that; a service manager wakes nobody.
        if (!flags.noAlarms && !host.stderr.isTTY && isDown(error)) {
          await wiring.tellNotStarted({ reason: messageOf(error), say });
        }
        throw error;
      });
    const { url, privateUrl, release = null } = api;
    const alarms = flags.noAlarms
      ? undefined
      : await wiring.watchAlarms({ url, privateUrl, say }).catch(async (error: unknown) => {
          await api.stop();
          // Ctrl-C has reached the API as well, which then answers nothing any more.
          host.signal.throwIfAborted();
          throw error;
        });
    const firstKey =
      api.firstKey ?? (api.firstKeyUnseen ? await anotherKey(wiring, dataDir) : null);
    const which = flags.log ?? (host.stderr.isTTY ? 'all' : 'none');
    const log = which === 'none' ? undefined : await wiring.showRequests(dataDir, which);
    if (host.signal.aborted) {
      await Promise.all([log?.stop(), alarms?.stop(), api.stop()]);
      throw host.signal.reason;
    }
    const keeping = keepBuildLater(host, (signal) => wiring.keepBuild(dataDir, signal));
    const stopped = new Promise((resolve) => host.signal.addEventListener('abort', resolve));
    return {
      exit: 'ok',
      data: {
        schema: 'catops.up/v1',
        dryRun,
        url,
        privateUrl,
        dataDir,
        release,
        firstKey,
        alarms: alarms?.count ?? null,
      },
      text: () =>
        [
          `The cat API listens on ${url}`,
          `  try      curl '${url}/v1/images/search?limit=3'`,
          `  routes   ${url}/openapi.json`,
          `  metrics  ${privateUrl}/metrics`,
          `  data     ${dataDir}`,
          ...(release === null ? [] : [`  release  ${release}`]),
          `  alarms   ${alarms ? `${alarms.count} are judged; catops alarms list` : 'none: --no-alarms'}`,
          ...(firstKey ? [`  key      ${firstKey}  (x-api-key; shown once)`] : []),
          which === 'none'
            ? 'Ctrl-C stops it.'
            : 'Ctrl-C stops it. Requests follow; --log none shows none.',
        ].join('\n'),
      until: async () => {
        const noted = firstKey === null ? undefined : wiring.noteFirstKeySeen(dataDir);
        const gone = await Promise.race([api.exited, stopped.then(() => undefined)]);
        const said = gone && `The API ${gone.text}`;
        keeping.stop();
        await log?.stop();
        if (said) await alarms?.apiEnded(said);
        await alarms?.stop();
        await Promise.all([api.stop(), noted]);
        if (said) throw new CatopsError('server-stopped', said);
      },
    };
  },
});

/** Of a start that was interrupted before it showed the first key. What fails now, the next start does. */
async function anotherKey({ admin }: Wiring, dataDir: string): Promise<string | null> {
  return (await admin(dataDir, { op: 'key.first' }).catch(() => null))?.key ?? null;
}

/** Whoever only tries it is gone by then; whoever deploys has a way back, although the program was built anew. */
const keepBuildAfterMs = 60_000;

/** What cannot be kept now is kept when another release is deployed. Nobody waits for it. */
function keepBuildLater({ clock, signal }: Host, keep: (signal: AbortSignal) => Promise<void>) {
  const ended = new AbortController();
  const until = AbortSignal.any([signal, ended.signal]);
  void clock
    .sleep(keepBuildAfterMs, until)
    .then(() => keep(until))
    .catch(() => {});
  return { stop: () => ended.abort() };
}

/** Where the port is taken, another one may well answer on it. */
function isDown(error: unknown): boolean {
  return !(
    error instanceof CatopsError &&
    (error.code === 'port-in-use' || error.code === 'interrupted')
  );
}
