import { join } from 'node:path';
import { createGitCommits } from '../../src/adapters/git/commits.js';
import { createChangeRecords } from '../../src/adapters/local/change-records.js';
import { createFiles } from '../../src/adapters/local/files.js';
import { createIds } from '../../src/adapters/local/ids.js';
import { createIncidentStore } from '../../src/adapters/local/incident-store/incident-store.js';
import { createRehearsedFiles } from '../../src/adapters/local/incident-store/rehearsed-files.js';
import { createAlarmChanges } from '../../src/alarms/alarm-changes.js';
import type { ChangeRecords } from '../../src/environments/change-record.js';
import { createDeploySource } from '../../src/environments/deploy-source.js';
import type { IncidentDeps, IncidentPolicy, Targets } from '../../src/incidents/deps.js';
import type { Reached } from '../../src/incidents/entry.js';
import { listIncidents } from '../../src/incidents/list-incidents.js';
import type { ChangeSource } from '../../src/incidents/ports.js';
import type { Host } from '../../src/platform/host.js';
import { Secret } from '../../src/platform/secret.js';
import { openAlarmSource } from './alarm-source-wiring.js';
import type { Candidate } from './completion.js';
import { practiceTargets } from './practice-wiring.js';
import { rehearsePractice, rehearseTargets } from './rehearsal-wiring.js';
import type { CliSettings } from './settings.js';
import { vendorTargets } from './targets-wiring.js';
import type { Incidents, Rehearsal } from './wiring.js';

/** What decides how incidents are wired. */
export interface IncidentOptions {
  readonly settings: CliSettings;
  /** `--practice`: everything in local files, nobody is reached. */
  readonly practice: boolean;
  /** The project, for its commits and runbooks. */
  readonly project: string;
  /** What can be rebuilt, absolute: samples of the metrics are there. */
  readonly dataDir: string;
}

/** Records on disk and targets by the settings, or practice targets made of files. */
export function wireIncidents(host: Host, options: IncidentOptions): Incidents {
  return { deps: depsOf(host, options), zoneName: zoneNameOf(options.settings) };
}

/** The same, where nothing is written to the disk and nothing leaves this machine. */
export async function wireRehearsal(host: Host, options: IncidentOptions): Promise<Rehearsal> {
  const real = depsOf(host, options);
  const rehearsed = options.practice
    ? await rehearsePractice(personOf(host, options), stateDirOf(host, options))
    : await rehearseTargets(host, options.settings);
  const files = createRehearsedFiles(createFiles());
  const store = createIncidentStore({
    stateDir: stateDirOf(host, options),
    clock: host.clock,
    files,
  });
  return {
    ...rehearsed,
    deps: { ...real, store, targets: rehearsed.targets, changes: [] },
  };
}

/** The newest incidents, for the shell; an unreadable directory offers none. */
export async function incidentCandidates(
  host: Host,
  options: IncidentOptions,
): Promise<readonly Candidate[]> {
  const { incidents } = await listIncidents(depsOf(host, options), { which: 'all', limit: 20 });
  const latest = { value: 'latest', about: 'the newest one' };
  return [
    latest,
    ...incidents.map(({ id, state, title }) => ({ value: id, about: `${state}: ${title}` })),
  ];
}

function depsOf(host: Host, options: IncidentOptions): IncidentDeps {
  const stateDir = stateDirOf(host, options);
  return {
    store: createIncidentStore({ stateDir, clock: host.clock }),
    targets: targetsOf(host, options, stateDir),
    changes: changeSources(host, options),
    clock: host.clock,
    ids: createIds(),
    policy: policyOf(host, options),
  };
}

/** Where candidates are looked for. A practice asks no vendor. */
function changeSources(host: Host, options: IncidentOptions): readonly ChangeSource[] {
  const { settings, practice, dataDir } = options;
  const place = { clock: host.clock, stateDir: stateDirOf(host, options), dataDir };
  const source = openAlarmSource(practice ? 'local' : settings.alarms, place);
  return [
    createGitCommits({ directory: options.project }),
    createDeploySource(changeRecords(host, options)),
    createAlarmChanges({ source, clock: host.clock }),
  ];
}

function targetsOf(host: Host, options: IncidentOptions, directory: string): Targets {
  if (!options.practice) return vendorTargets(host, options.settings);
  return practiceTargets(directory, personOf(host, options));
}

/** Changes of environments that were begun from this machine. */
export function changeRecords(host: Host, options: IncidentOptions): ChangeRecords {
  const directory = join(stateDirOf(host, options), 'environments');
  return createChangeRecords({ directory, clock: host.clock });
}

/** In a practice whoever runs it is on call. */
export function personOf(host: Host, { settings }: IncidentOptions): Reached {
  return { name: operatorOf(host, settings), tz: zoneNameOf(settings), phones: [] };
}

/** What is precious. A practice has a place of its own, so that no drill is ever taken for real. */
export function stateDirOf({ env, home }: Host, { settings, practice }: IncidentOptions): string {
  const states = env['XDG_STATE_HOME'] || join(home, '.local', 'state');
  const real = settings.stateDir ?? join(states, 'catops', settings.service);
  return practice ? join(real, 'practice') : real;
}

function policyOf(host: Host, { settings, practice }: IncidentOptions): IncidentPolicy {
  const { service, wake, foregroundMs, requestTimeoutMs, lookAgainMs } = settings;
  return {
    service,
    actor: { id: operatorOf(host, settings), role: null, kind: 'person' },
    tz: zoneNameOf(settings),
    practice,
    page: wake,
    updateEveryMinutes: settings.updateEveryMinutes,
    foregroundMs,
    requestTimeoutMs,
    lookAgainMs,
    secrets: Object.values(settings).flatMap((value) =>
      value instanceof Secret ? [value.reveal()] : [],
    ),
  };
}

function operatorOf({ env }: Host, { operator }: CliSettings): string {
  return operator ?? env['USER'] ?? env['LOGNAME'] ?? 'operator';
}

/** The zone to show times in: the setting's, or this machine's. */
export function zoneNameOf({ timeZone }: CliSettings): string {
  return timeZone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone;
}
