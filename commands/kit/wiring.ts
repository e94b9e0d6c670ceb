import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ApiProcess, StartApiOptions } from '../../src/adapters/api-process/start-api.js';
import type { CommandProcess } from '../../src/adapters/api-process/start-command.js';
import type { AlarmDocument } from '../../src/alarms/alarm-document.js';
import type { AlarmMaker } from '../../src/alarms/apply/ports.js';
import type { AlarmSource } from '../../src/alarms/ports.js';
import type { PageWitness } from '../../src/alarms/test-alarm.js';
import type { DrawChart } from '../../src/charts/ports.js';
import type { AdminReply, AdminRequest } from '../../src/contracts/admin-process.js';
import { serverEnv, withoutDatabase } from '../../src/contracts/server-env.js';
import type { ControlJobs } from '../../src/contracts/supervisor-control.js';
import type { Checkup } from '../../src/doctor/finding.js';
import type { MakeBundleDeps } from '../../src/environments/bundle/make-bundle.js';
import type { IncidentDeps } from '../../src/incidents/deps.js';
import type { OnIncidentEvent } from '../../src/incidents/outcome.js';
import type { RoundSender } from '../../src/loadtest/baseline/ports.js';
import type { MeasuredRun } from '../../src/loadtest/measured-run.js';
import type {
  LoadKeys,
  ScenarioSource,
  ScenarioWriter,
  TargetReader,
} from '../../src/loadtest/ports.js';
import type { RunLoadtestDeps } from '../../src/loadtest/run-loadtest.js';
import type { RunStore } from '../../src/loadtest/run-store.js';
import type { Host } from '../../src/platform/host.js';
import { type ExplainedSetting, resolveSettings } from '../../src/platform/settings.js';
import type { CompactedLogs, LogPacker } from '../../src/rollups/compacted.js';
import type { TableCatalog } from '../../src/rollups/init/ports.js';
import type { TablePlaces } from '../../src/rollups/init/table-statements.js';
import type { QuestionEngine } from '../../src/rollups/question/ask-question.js';
import type { ReadReportDeps } from '../../src/rollups/read-report.js';
import type { RollUpDeps } from '../../src/rollups/roll-up.js';
import type { FindCandidates } from './completion.js';
import { projectDirectory, settingSources } from './config-files.js';
import type { DiagnosisSources } from './diagnosis-wiring.js';
import type { LookingAhead } from './early-wiring.js';
import type { EnvironmentWork } from './environment-wiring.js';
import type { CandidateKind } from './flags.js';
import type { Following } from './follow-wiring.js';
import type { ReportMailWork } from './mail-wiring.js';
import type { Preview, PreviewRequest } from './preview.js';
import type { Runbooks } from './runbook-wiring.js';
import type { ScheduleWork, TodayWork } from './schedule-wiring.js';
import { type CliSettings, cliSettings } from './settings.js';

/** What differs from start to start of the API. */
export type ApiStart = Pick<
  StartApiOptions,
  | 'worker'
  | 'database'
  | 'port'
  | 'seedPictures'
  | 'uncache'
  | 'unlimit'
  | 'onProgress'
  | 'onLogLine'
> & {
  readonly dataDir: string;
  readonly diagnosticsToken: string | null;
  /** The one deployed to the data directory, if there is one; else, and when not said, of this program. */
  readonly release?: 'built' | 'current';
};

/** Where a load test finds its target's second opinion and its keys. */
export interface LoadtestSources {
  readonly url: string;
  readonly metricsUrl: string | undefined;
  readonly keys: LoadKeys;
}

/** How a load is sent, and where what was measured is kept. */
export interface LoadtestChoices {
  /** File for the whole measurement; undefined keeps none. */
  readonly out: string | undefined;
  readonly threads: number;
  readonly verifyTls: boolean;
}

/** What commands about incidents work with. */
export interface Incidents {
  readonly deps: IncidentDeps;
  /** The zone to show times in: the flag's, the setting's, or this machine's. */
  readonly zoneName: string;
}

/** A command tried out: nothing leaves this machine, nothing is kept. */
export interface Rehearsal {
  readonly deps: IncidentDeps;
  /** Give it the events of the use-case: they say what each request is for. */
  readonly onEvent: OnIncidentEvent;
  /** What would have been sent so far, in order; `does` is the delivery's operation. */
  requests(): readonly PreviewRequest[];
  notes(): readonly string[];
  /** Ends the stand-ins; safe to repeat. */
  close(): Promise<void>;
}

/** What commands about rollups work with; close it when done. */
export interface Rollups extends ReadReportDeps {
  readonly deps: RollUpDeps;
  readonly questions: QuestionEngine;
  readonly compacted: CompactedLogs;
  readonly packer: LogPacker;
  /** US dollars that a scan of so many bytes costs; null where nothing is charged. */
  readonly priceOf: ((bytes: number) => number) | null;
  /** Ends what runs and removes temporary files; safe to repeat. */
  close(): Promise<void>;
}

/** Where tables are declared for Athena. */
export interface TableCatalogs {
  readonly catalog: TableCatalog;
  readonly places: Omit<TablePlaces, 'since'> & { readonly workGroup: string };
}

/** An API whose alarms are judged. */
export interface WatchedApi extends Pick<ApiProcess, 'url' | 'privateUrl'> {
  /** One line of what happens to them. */
  readonly say: (line: string) => void;
}

/** Alarms that are being judged. */
export interface AlarmWatch {
  /** How many. */
  readonly count: number;
  /** The API ended by itself: whoever is on call is woken first, within a bounded time. */
  apiEnded(reason: string): Promise<void>;
  stop(): Promise<void>;
}

/** How long a start may take to note that its first key was shown, also after Ctrl-C: as long as a drain may. */
const noteMs = 10_000;

/** Everything commands may use, built on demand: `--help` builds none of it. */
export interface Wiring {
  settings(): CliSettings;
  explained(): readonly ExplainedSetting[];
  /** The project the command works in, absolute. */
  projectDir(): string;
  /** Directory of what can be rebuilt, absolute. */
  dataDir(): string;
  /** Of this machine. */
  processors(): number;
  startApi(start: ApiStart): Promise<ApiProcess>;
  /** Notes that the first key was shown, also when that is followed by Ctrl-C; within seconds, or never. */
  noteFirstKeySeen(dataDir: string): Promise<void>;
  admin<R extends AdminRequest>(dataDir: string, request: R): Promise<AdminReply<R['op']>>;
  /** What the API that runs on the data directory does of its jobs; null when none runs there. */
  jobsNow(): Promise<ControlJobs | null>;
  /** Where it publishes its metrics, base URL; null when none runs there, or it does not say. */
  metricsNow(): Promise<string | null>;
  scenarios(): Promise<ScenarioSource>;
  /** New scenarios of the project. */
  scenarioWriter(): Promise<ScenarioWriter>;
  /** Reads an API by its base URL. */
  reader(url: string): Promise<TargetReader>;
  loadtest(sources: LoadtestSources, choices: LoadtestChoices): Promise<RunLoadtestDeps>;
  /** A command that is to start an API; `env` goes above the environment. */
  startCommand(command: string, env: Readonly<Record<string, string>>): Promise<CommandProcess>;
  /** Sends the rounds of a comparison. */
  roundSender(): Promise<RoundSender>;
  /** Load tests that were stored as files. */
  runStore(): Promise<RunStore>;
  /** Records, targets and policy of incidents, real or (with `--practice`) made of local files. */
  incidents(): Promise<Incidents>;
  /** The same, where writing stays in memory and vendors are stand-ins that take notes. */
  rehearse(): Promise<Rehearsal>;
  /** The request log, its tables and the engine that reads it, by the settings. */
  rollups(): Promise<Rollups>;
  tableCatalog(): Promise<TableCatalogs>;
  /** The alarms, where the settings say they are. */
  alarmSource(): Promise<AlarmSource>;
  /** The same, to be followed; a cursor of that name keeps the place. */
  following(cursor: string | null): Promise<Following>;
  /** What shows that an alarm called somebody. */
  pageWitness(): Promise<PageWitness>;
  /** Shows what the processes that write to that directory answer, until it is stopped. */
  showRequests(dataDir: string, which: 'all' | 'failed'): Promise<{ stop(): Promise<void> }>;
  /** Makes a release of the build that runs on the data directory. */
  keepBuild(dataDir: string, signal: AbortSignal): Promise<void>;
  /** Makes JSON lines of the API's log readable for a person. */
  readableLog(): Promise<(line: string) => string>;
  /** Wakes somebody for an API that did not start, where somebody can be. */
  tellNotStarted(told: { readonly reason: string; say(line: string): void }): Promise<void>;
  /** Judges the alarms of an API that runs, until it is stopped. */
  watchAlarms(api: WatchedApi): Promise<AlarmWatch>;
  /** Where alarms are made from definitions. */
  alarmMaker(): Promise<AlarmMaker>;
  /** What looks ahead in the metrics of the cloud; `config-invalid` where alarms are of this machine. */
  lookingAhead(): Promise<LookingAhead>;
  /** What an API says of its alarms: a URL, a file, or (undefined) the one that ships with catops. */
  alarmDocument(from: string | undefined): Promise<AlarmDocument>;
  drawChart(): Promise<DrawChart>;
  /** Jobs by the clock, their records and their channels. */
  schedule(): Promise<ScheduleWork>;
  /** The day so far, and where it is told. */
  today(): Promise<TodayWork>;
  /** What posting it would send now. */
  rehearseToday(): Promise<Preview>;
  /** Reports by mail. */
  reportMail(): Promise<ReportMailWork>;
  /** What they would run and send now. */
  rehearseSchedule(): Promise<Preview>;
  runbooks(): Promise<Runbooks>;
  /** Where they are: the project's own, and those that ship with catops. */
  runbookFolders(): readonly string[];
  /** The build of this program, and how a bundle is made of it. */
  bundles(): Promise<MakeBundleDeps>;
  /** Where the API runs, by the settings, and who is told of changes. */
  environments(): Promise<EnvironmentWork>;
  /** What `catops diagnose` reads. */
  diagnosis(): Promise<DiagnosisSources>;
  /** What `catops doctor` looks at. */
  checkups(): Promise<readonly Checkup[]>;
  /** What the shell may offer; found on this machine only. */
  readonly candidates: FindCandidates;
}

/** Where the built program lies: the folder of `catops.js`, as a URL ending in a slash. */
export interface Release {
  readonly distDir: URL;
  readonly nodePath: string;
  /** Of this program. */
  readonly version: string;
}

/** The real wiring: the only place that knows adapters. Each is imported when it is asked for. */
export function createWiring(host: Host, flags: Record<string, unknown>, release: Release): Wiring {
  const resolved = lazy(() => resolveSettings(cliSettings, settingSources(host, flags)));
  const project = lazy(() => projectDirectory(host.cwd));
  const releaseDir = new URL('api-server/', release.distDir);
  const processes = { releaseDir, nodePath: release.nodePath, env: host.env, signal: host.signal };
  const incidentOptions = () => ({
    settings: resolved().values,
    practice: flags['practice'] === true,
    project: project(),
    dataDir: dataDir(),
  });
  const scenarios = async (): Promise<ScenarioSource> => {
    const { createScenarioSource } = await import('../../src/adapters/yaml/scenario-source.js');
    const directory = scenarioDirectory(project(), release);
    return createScenarioSource({ directory, cwd: host.cwd, env: host.env });
  };
  const found = async (kind: CandidateKind) => {
    if (kind === 'route') {
      const { routeCandidates } = await import('./route-candidates.js');
      return routeCandidates(releaseDir);
    }
    if (kind === 'image') {
      const { imageCandidates } = await import('./image-candidates.js');
      const { runAdmin } = await import('../../src/adapters/api-process/run-admin.js');
      const local = { ...processes, env: { ...processes.env, ...withoutDatabase } };
      const ask = { op: 'image.list', state: 'waiting', limit: 100 } as const;
      return imageCandidates(dataDir(), () => runAdmin({ ...local, dataDir: dataDir() }, ask));
    }
    if (kind === 'runbook') {
      const { runbookCandidates } = await import('./runbook-wiring.js');
      return runbookCandidates((await runbooks()).source);
    }
    if (kind === 'scenario') {
      const names = await (await scenarios()).names();
      return names.map((value) => ({ value, about: 'load test' }));
    }
    const { incidentCandidates } = await import('./incident-wiring.js');
    return incidentCandidates(host, incidentOptions());
  };
  const environments = async () => {
    const { wireEnvironments } = await import('./environment-wiring.js');
    return wireEnvironments(host, { ...incidentOptions(), release });
  };
  const alarms = async () => {
    const { alarmSource } = await import('./alarm-wiring.js');
    return alarmSource(host, incidentOptions());
  };
  const rollups = async () => {
    const { wireRollups } = await import('./rollup-wiring.js');
    const { version } = release;
    return wireRollups(host, { settings: resolved().values, dataDir: dataDir(), version });
  };
  const runbookFolders = (): [string, string] => [
    join(project(), 'runbooks'),
    fileURLToPath(new URL('../runbooks', release.distDir)),
  ];
  const runbooks = async () => {
    const { wireRunbooks } = await import('./runbook-wiring.js');
    return wireRunbooks(host, incidentOptions(), runbookFolders());
  };
  const dataDir = () => resolve(host.cwd, resolved().values.dataDir ?? join(project(), '.catops'));
  const admin: Wiring['admin'] = async (dataDir, request) => {
    const { runAdmin } = await import('../../src/adapters/api-process/run-admin.js');
    return runAdmin({ ...processes, dataDir }, request);
  };
  const scheduleOptions = () => ({
    ...incidentOptions(),
    version: release.version,
    today: async () => (await admin(dataDir(), { op: 'today' })).today,
  });
  return {
    settings: () => resolved().values,
    explained: () => resolved().explained,
    dataDir,
    startApi: async (start) => {
      const { startApi } = await import('../../src/adapters/api-process/start-api.js');
      const deployed =
        start.release === 'current' ? await deployedDirectory(host, release, start) : null;
      const from = deployed === null ? processes : { ...processes, releaseDir: deployed };
      return startApi({ ...from, ...start, host: '127.0.0.1' });
    },
    noteFirstKeySeen: async (dataDir) => {
      const { runAdmin } = await import('../../src/adapters/api-process/run-admin.js');
      const signal = AbortSignal.timeout(noteMs);
      const asked = { ...processes, dataDir, signal, ownGroup: true };
      await runAdmin(asked, { op: 'key.seen' }).catch(() => {});
    },
    admin,
    jobsNow: async () => {
      const { askSupervisor } = await import('../../src/adapters/supervisor/control-client.js');
      return askSupervisor(dataDir(), { op: 'jobs' }, host.signal);
    },
    metricsNow: async () => {
      const { askSupervisor } = await import('../../src/adapters/supervisor/control-client.js');
      const status = await askSupervisor(dataDir(), { op: 'status' }, host.signal);
      return status?.privateUrl ?? null;
    },
    scenarios,
    scenarioWriter: async () => {
      const { createScenarioWriter } = await import('../../src/adapters/yaml/scenario-writer.js');
      return createScenarioWriter({ directory: join(project(), 'loadtests'), cwd: host.cwd });
    },
    reader: async (url) => {
      const { createTargetReader } = await import('../../src/adapters/target/target-reader.js');
      return createTargetReader({ fetch: host.fetch, url });
    },
    processors: availableParallelism,
    loadtest: (sources, choices) => loadtestDeps(host, release, sources, choices),
    startCommand: async (command, env) => {
      const { startCommand } = await import('../../src/adapters/api-process/start-command.js');
      const portVariables = ['PORT', serverEnv.port];
      const environment = { ...host.env, ...withoutDatabase, ...env };
      const { cwd, signal } = host;
      return startCommand({ command, cwd, env: environment, portVariables, signal });
    },
    roundSender: async () => {
      const { createRoundSender } = await import('../../src/adapters/autocannon/round-sender.js');
      return createRoundSender({ threadFile: new URL('generator-thread.js', release.distDir) });
    },
    runStore: () => runStore(host, release),
    projectDir: project,
    incidents: async () => {
      const { wireIncidents } = await import('./incident-wiring.js');
      return wireIncidents(host, incidentOptions());
    },
    rehearse: async () => {
      const { wireRehearsal } = await import('./incident-wiring.js');
      return wireRehearsal(host, incidentOptions());
    },
    rollups,
    tableCatalog: async () => {
      const [{ tableCatalogs }, { rollupPlaces }] = await Promise.all([
        import('./athena-wiring.js'),
        import('./rollup-wiring.js'),
      ]);
      const settings = resolved().values;
      return tableCatalogs(host, settings, rollupPlaces(host, { settings, dataDir: dataDir() }));
    },
    alarmSource: alarms,
    following: async (cursor) => {
      const { wireFollowing } = await import('./follow-wiring.js');
      return wireFollowing(host, incidentOptions(), await alarms(), cursor);
    },
    pageWitness: async () => {
      const { pageWitness } = await import('./alarm-wiring.js');
      return pageWitness(host, incidentOptions());
    },
    showRequests: async (dataDir, which) => {
      const { showRequests } = await import('./request-log-wiring.js');
      return showRequests(host, { ...incidentOptions(), dataDir }, which);
    },
    keepBuild: async (dataDir, signal) => {
      const { keepBuild } = await import('./local-environment-wiring.js');
      return keepBuild({ ...release, host, dataDir, say: () => {} }, signal);
    },
    readableLog: async () =>
      (await import('./request-log-wiring.js')).readableLog(host, incidentOptions()),
    tellNotStarted: async (told) => {
      const { tellNotStarted } = await import('./evaluator-wiring.js');
      const folders = { runbookFolders: runbookFolders() };
      return tellNotStarted(host, { ...incidentOptions(), ...folders }, told);
    },
    watchAlarms: async (api) => {
      const { watchAlarms } = await import('./evaluator-wiring.js');
      const place = { releaseDir, runbookFolders: runbookFolders() };
      return watchAlarms(host, { ...incidentOptions(), ...place }, api);
    },
    alarmMaker: async () => (await import('./alarm-wiring.js')).alarmMaker(resolved().values),
    lookingAhead: async () =>
      (await import('./early-wiring.js')).lookingAhead(host, incidentOptions()),
    alarmDocument: async (from) => {
      const { alarmDocument } = await import('./alarm-wiring.js');
      return alarmDocument(host, { from, releaseDir });
    },
    drawChart: async () => (await import('../../src/adapters/charts/draw-chart.js')).drawChart,
    reportMail: async () => {
      const { wireReportMail } = await import('./mail-wiring.js');
      return wireReportMail(host, incidentOptions());
    },
    schedule: async () => {
      const { wireSchedule } = await import('./schedule-wiring.js');
      return wireSchedule(host, scheduleOptions());
    },
    rehearseSchedule: async () => {
      const { rehearseSchedule } = await import('./schedule-rehearsal-wiring.js');
      return rehearseSchedule(host, scheduleOptions());
    },
    today: async () => (await import('./schedule-wiring.js')).wireToday(host, scheduleOptions()),
    rehearseToday: async () => {
      const { rehearseToday } = await import('./schedule-rehearsal-wiring.js');
      return rehearseToday(host, scheduleOptions());
    },
    runbooks,
    runbookFolders,
    environments,
    bundles: async () => {
      const { wireBundles } = await import('./bundle-wiring.js');
      return wireBundles(host, release);
    },
    diagnosis: async () => {
      const { wireDiagnosis } = await import('./diagnosis-wiring.js');
      const named = resolved().values.environment !== undefined;
      const sources = {
        alarms: await alarms(),
        environments: named ? environments : null,
        rollups,
      };
      return wireDiagnosis(host, { dataDir: dataDir(), project: project(), ...sources });
    },
    checkups: async () => {
      const { wireCheckups } = await import('./doctor-wiring.js');
      return wireCheckups(host, incidentOptions(), {
        ...{ rollups, releaseDir },
        lookAtQueues: () => admin(dataDir(), { op: 'queue.look' }),
        lookAtBucket: () => admin(dataDir(), { op: 'bucket.look' }),
      });
    },
    // Whatever cannot be read, a person who pressed Tab goes on typing.
    candidates: (kind) => found(kind).catch(() => []),
  };
}

async function loadtestDeps(
  host: Host,
  release: Release,
  { url, metricsUrl, keys }: LoadtestSources,
  { out, threads, verifyTls }: LoadtestChoices,
): Promise<RunLoadtestDeps> {
  const [{ createAutocannonGenerator }, { createTargetReader }, burst, unverified] =
    await Promise.all([
      import('../../src/adapters/autocannon/load-generator.js'),
      import('../../src/adapters/target/target-reader.js'),
      import('../../src/adapters/target/burst-sender.js'),
      import('../../src/adapters/target/unverified-fetch.js'),
    ]);
  const threadFile = new URL('generator-thread.js', release.distDir);
  return {
    clock: host.clock,
    generator: createAutocannonGenerator({ threadFile, threads }),
    keys,
    target: createTargetReader({ fetch: verifyTls ? host.fetch : unverified.unverifiedFetch, url }),
    burst: burst.createBurstSender({ url, verifyTls }),
    metrics:
      metricsUrl === undefined ? null : createTargetReader({ fetch: host.fetch, url: metricsUrl }),
    compare: null,
    keep: out === undefined ? null : (run) => keepRun(host, release, out, run),
  };
}

async function keepRun(host: Host, release: Release, file: string, run: MeasuredRun) {
  const { storeRun } = await import('../../src/loadtest/run-store.js');
  await storeRun(await runStore(host, release), file, run);
}

async function runStore(host: Host, release: Release): Promise<RunStore> {
  const [{ createRunFiles, thisTestbed }, { parseScenario }, distributions] = await Promise.all([
    import('../../src/adapters/run-files/run-files.js'),
    import('../../src/adapters/yaml/parse-scenario.js'),
    import('../../src/adapters/autocannon/histogram.js'),
  ]);
  return {
    files: createRunFiles({ cwd: host.cwd }),
    parse: parseScenario,
    codec: { encode: distributions.valuesOf, decode: distributions.withValues },
    merge: distributions.mergeDistributions,
    testbed: thisTestbed(release.version),
  };
}

/** Where the processes of the release lie that was deployed to a data directory; null when none was. */
async function deployedDirectory(host: Host, release: Release, start: ApiStart) {
  const { currentDirectory } = await import('./local-environment-wiring.js');
  const { dataDir, onProgress: say } = start;
  return currentDirectory({ ...release, host, dataDir, say });
}

/** The project's own scenarios; those of this repository where the project has none. */
function scenarioDirectory(project: string, release: Release): string {
  const own = join(project, 'loadtests');
  return existsSync(own) ? own : fileURLToPath(new URL('../loadtests', release.distDir));
}

function lazy<T>(build: () => T): () => T {
  let built: { value: T } | undefined;
  return () => {
    built ??= { value: build() };
    return built.value;
  };
}
