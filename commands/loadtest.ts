import { command } from './kit/command.js';
import { flag } from './kit/flags.js';
import { watchKeep } from './kit/loadtest-keep.js';
import { checkWrittenPaths, reportFlags } from './kit/loadtest-reports.js';
import { readShardFlags, shardFile, shardFlags } from './kit/shard-flags.js';

export const loadtest = command({
  path: 'loadtest',
  summary: 'Put the cat API under load and give a verdict by route.',
  description:
    'Starts the API as its own process (or takes a running one with --target), sends the load of a ' +
    'scenario in loadtests/, and judges every route: errors, coverage, database queries a request. ' +
    'Ends with 0 when all is well, 10 when a rule is broken, 11 when the run is no evidence.',
  effect: 'write',
  args: [
    {
      name: 'scenario',
      doc: 'name in loadtests/, or a path (default: default)',
      required: false,
      completes: 'scenario',
    },
  ],
  flags: {
    target: flag.text('test an API that already runs; nothing is started', { placeholder: 'url' }),
    allowHost: flag.texts('name a target that is not this machine; repeatable', {
      placeholder: 'host',
    }),
    duration: flag.text('length of all measured phases together, such as 10s', {
      placeholder: 'time',
    }),
    lessons: flag.oneOf('off: start the API as it was on 15 November 2018', ['on', 'off']),
    uncache: flag.texts('start the API without the cache of this route; repeatable', {
      placeholder: 'route',
    }),
    threads: flag.text('threads that send, at most one less than processors (default: 1)', {
      placeholder: 'count',
    }),
    out: flag.text('keep the whole measurement, for merge and compare', { placeholder: 'file' }),
    baseline: flag.text('compare with this build, in turn: its URL, or a command that starts it', {
      placeholder: 'url|command',
    }),
    ...shardFlags,
    ...reportFlags,
  },
  examples: [
    'catops loadtest',
    'catops loadtest --lessons off',
    'catops loadtest --uncache "GET /v1/breeds" --json',
    'catops loadtest --target http://127.0.0.1:3000',
  ],
  async run({ args, flags, host, wiring, dryRun, json, say }) {
    const { checkUncached, describeDryRun, readLoadtestFlags } = await import(
      './kit/loadtest-request.js'
    );
    const { readBaseline } = await import('./kit/baseline-place.js');
    const request = readLoadtestFlags({
      ...flags,
      allowHost: [...flags.allowHost, ...wiring.settings().loadHosts],
      processors: wiring.processors(),
    });
    const { url, uncached, durationSeconds, threads } = request;
    const { shard, startAt } = readShardFlags(flags, url, host);
    if (flags.baseline !== undefined) readBaseline(flags.baseline, request.allowHost);
    await checkWrittenPaths(host, flags);
    await checkUncached(wiring, flags.uncache);
    const scenarios = await wiring.scenarios();
    const written = await scenarios.load(args['scenario'] ?? 'default');
    if (dryRun) {
      const { scalePhases } = await import('../src/loadtest/scale-phases.js');
      const phases = scalePhases(written.scenario.phases, durationSeconds);
      const asked = { ...request, shard, baseline: flags.baseline };
      return describeDryRun(written.scenario, phases, asked);
    }
    const scenario = await scenarios.fill(written);
    const [
      { runLoadtest },
      { runShard },
      { runAgainst },
      { loadtestReply, orWritten },
      { openProgress },
      targets,
    ] = await Promise.all([
      import('../src/loadtest/run-loadtest.js'),
      import('./kit/loadtest-shard.js'),
      import('./kit/loadtest-regression.js'),
      import('./kit/loadtest-reply.js'),
      import('./views/loadtest-progress.js'),
      import('./kit/load-target.js'),
    ]);
    const progress = await openProgress({ host, json });
    try {
      const target =
        url === undefined
          ? await targets.startTarget(wiring, request, progress.note)
          : targets.givenTarget(wiring, url);
      try {
        const input = {
          scenario,
          target: { url: target.url, started: target.started, died: target.died, uncached },
          diagnosticsToken: target.diagnosticsToken,
          durationSeconds,
          shard,
          startAt,
        };
        const choices = { threads, verifyTls: scenario.scenario.verifyTls };
        if (shard !== null) {
          const file = flags.out ?? shardFile(scenario.scenario.name, shard);
          const deps = await wiring.loadtest(target, { ...choices, out: file });
          return await runShard(deps, input, file, progress.show, host.signal);
        }
        const { deps, lost } = watchKeep(
          await wiring.loadtest(target, { ...choices, out: flags.out }),
        );
        const judged =
          flags.baseline === undefined
            ? runLoadtest(deps, input, progress.show, host.signal)
            : runAgainst(
                { wiring, host, progress },
                { text: flags.baseline, allowHost: request.allowHost },
                { deps, input },
              );
        const writing = { host, wiring, say };
        const report = await orWritten(
          judged.finally(() => progress.close()),
          flags,
          writing,
        );
        return await loadtestReply(report, flags, writing, lost());
      } finally {
        await target.stop();
      }
    } finally {
      progress.close();
    }
  },
});
