import type { LoadtestVerdict } from '../src/contracts/loadtest-report.js';
import type { RouteName } from '../src/contracts/route-policy.js';
import { parseDuration } from '../src/platform/duration.js';
import { CatopsError, type Exit } from '../src/platform/errors.js';
import { command } from './kit/command.js';
import { type FlagValues, flag } from './kit/flags.js';
import { wantsColour, widthOf } from './kit/terminal.js';

/** The route that had no cache on 15 November 2018. */
const lessonRoute: RouteName = 'GET /v1/images/{image_id}/analysis';

const exitOf: Record<LoadtestVerdict, Exit> = {
  pass: 'ok',
  fail: 'no',
  invalid: 'noEvidence',
  interrupted: 'interrupted',
};

const flags = {
  target: flag.text('test an API that already runs; nothing is started', { placeholder: 'url' }),
  duration: flag.text('length of all measured phases together, such as 10s', {
    placeholder: 'time',
  }),
  lessons: flag.oneOf('off: start the API as it was on 15 November 2018', ['on', 'off']),
  uncache: flag.texts('start the API without the cache of this route; repeatable', {
    placeholder: 'route',
  }),
} as const;

export const loadtest = command({
  path: 'loadtest',
  summary: 'Put the cat API under load and give a verdict by route.',
  description:
    'Starts the API as its own process (or takes a running one with --target), sends the load of a ' +
    'scenario in loadtests/, and judges every route: errors, coverage, database queries a request. ' +
    'Ends with 0 when all is well, 10 when a rule is broken, 11 when the run is no evidence.',
  effect: 'write',
  args: [
    { name: 'scenario', doc: 'name in loadtests/, or a path (default: default)', required: false },
  ],
  flags,
  examples: [
    'catops loadtest',
    'catops loadtest --lessons off',
    'catops loadtest --uncache "GET /v1/breeds" --json',
    'catops loadtest --target http://127.0.0.1:3000',
  ],
  async run({ args, flags: asked, host, wiring, dryRun, json }) {
    const { url, uncached, durationSeconds } = readFlags(asked);
    const scenario = await (await wiring.scenarios()).load(args['scenario'] ?? 'default');
    const [{ runLoadtest }, { outlinePlan, reportTable }, { openProgress }, targets] =
      await Promise.all([
        import('../src/loadtest/run-loadtest.js'),
        import('../src/loadtest/report-text.js'),
        import('./views/loadtest-progress.js'),
        import('./kit/load-target.js'),
      ]);
    if (dryRun) {
      const plan = outlinePlan(scenario.scenario, durationSeconds);
      const data = {
        schema: 'catops.loadtest-plan/v1',
        dryRun,
        target: url ?? null,
        uncached,
      } as const;
      return { exit: 'ok', data: { ...data, ...plan }, text: () => plan.lines.join('\n') };
    }
    const progress = await openProgress({ host, json });
    const target =
      url === undefined
        ? await targets.startTarget(wiring, uncached, progress.note)
        : targets.givenTarget(wiring, url);
    try {
      const report = await runLoadtest(
        await wiring.loadtest(target),
        {
          scenario,
          target: { url: target.url, started: target.started, uncached },
          diagnosticsToken: target.diagnosticsToken,
          durationSeconds,
        },
        progress.show,
        host.signal,
      );
      const layout = { width: widthOf(host.stdout), colour: wantsColour(host, host.stdout) };
      return {
        exit: exitOf[report.verdict],
        data: { ...report },
        text: () => reportTable(report, layout),
      };
    } finally {
      progress.close();
      await target.stop();
    }
  },
});

function readFlags({ target, duration, lessons, uncache }: FlagValues<typeof flags>) {
  const uncached = [
    ...new Set([...(lessons === 'off' ? [lessonRoute] : []), ...uncache.map(routeName)]),
  ];
  if (target !== undefined && uncached.length > 0) {
    throw new CatopsError(
      'usage-invalid',
      '--lessons and --uncache start an API of their own; they cannot change the one at --target.',
    );
  }
  return {
    url: target === undefined ? undefined : targetUrl(target),
    uncached,
    durationSeconds: seconds(duration),
  };
}

function routeName(text: string): RouteName {
  const [method, path, ...rest] = text.trim().split(/\s+/);
  if (!method || !path?.startsWith('/') || rest.length > 0) {
    throw new CatopsError(
      'usage-invalid',
      `--uncache: "${text}" is not a route such as "GET /v1/breeds".`,
    );
  }
  return `${method.toUpperCase()} ${path}`;
}

function targetUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.search || url.hash) {
    throw new CatopsError(
      'usage-invalid',
      `--target: "${text}" is not a URL such as http://127.0.0.1:3000.`,
    );
  }
  return url.href.replace(/\/+$/, '');
}

function seconds(text: string | undefined): number | null {
  if (text === undefined) return null;
  const ms = parseDuration(text);
  if (ms === undefined || ms < 1000 || ms > 3_600_000) {
    throw new CatopsError(
      'usage-invalid',
      `--duration: "${text}" is not a time from 1s to 1h, such as 10s.`,
    );
  }
  return ms / 1000;
}
