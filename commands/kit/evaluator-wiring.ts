import { claimWatch, createAlarmBook } from '../../src/adapters/local/alarms/alarm-book.js';
import { createSampleLog } from '../../src/adapters/local/alarms/sample-log.js';
import { createTargetReader } from '../../src/adapters/target/target-reader.js';
import { earlySpanMs, earlyWarnings } from '../../src/alarms/early/early-warning.js';
import { instancesOf } from '../../src/alarms/instances.js';
import { Evaluator } from '../../src/alarms/local/run-evaluator.js';
import { createTell } from '../../src/alarms/local/tell-people.js';
import { workOffOutbox } from '../../src/alarms/work-off-outbox.js';
import type { AlarmDefinition } from '../../src/contracts/alarm-definition.js';
import type { IncidentDeps } from '../../src/incidents/deps.js';
import { openIncident } from '../../src/incidents/open-incident.js';
import { messageOf } from '../../src/platform/errors.js';
import type { Host } from '../../src/platform/host.js';
import { pageText } from './alarm-incident.js';
import { metricsDirectory } from './alarm-source-wiring.js';
import { alarmDocument } from './alarm-wiring.js';
import { earlyWarner } from './early-wiring.js';
import { evaluatorLine } from './evaluator-line.js';
import { type IncidentOptions, stateDirOf, wireIncidents } from './incident-wiring.js';
import { readRunbook } from './runbook-steps.js';
import type { AlarmWatch, WatchedApi } from './wiring.js';

/** What decides how alarms are evaluated. */
export interface EvaluatorOptions extends IncidentOptions {
  readonly releaseDir: URL;
  readonly runbookFolders: readonly string[];
}

/** A look that takes longer finds a silent API. */
const lookMs = 3000;
/** How long an API that ended by itself keeps its starter alive, so that somebody is woken first. */
const lastWordsMs = 15_000;

/** Starts to judge the alarms of an API that runs. Throws when its alarms cannot be read. */
export async function watchAlarms(
  host: Host,
  options: EvaluatorOptions,
  { url, privateUrl, say }: WatchedApi,
): Promise<AlarmWatch> {
  const { settings, dataDir, releaseDir, runbookFolders } = options;
  const from = settings.alarmDefinitions ?? url;
  const { definitions, routes } = await alarmDocument(host, { from, releaseDir });
  const instances = instancesOf(definitions, routes);
  const place = { stateDir: stateDirOf(host, options), clock: host.clock };
  const incidents = unattended(wireIncidents(host, options).deps);
  const runbookOf = (name: string) => readRunbook(runbookFolders, name).catch(() => undefined);
  const reader = createTargetReader({ fetch: host.fetch, url: privateUrl, timeoutMs: lookMs });
  const metrics = instances.filter((each) => each.kind === 'metric');
  const warn = earlyWarner(host, options, say);
  const evaluator = new Evaluator(
    {
      clock: host.clock,
      book: createAlarmBook(place),
      samples: createSampleLog({ directory: metricsDirectory(dataDir) }),
      readMetrics: async (signal) => {
        const { status, text } = await reader.get('/metrics', { signal });
        if (status !== 200) throw new Error(`/metrics was answered ${status}`);
        return text;
      },
      tell: createTell({ incidents, runbookOf }),
      warn: (samples, now, signal) => warn(earlyWarnings(metrics, samples, now), now, signal),
      workOffOutbox: (signal) => workOffOutbox(incidents, silent, signal),
      claim: () => claimWatch(place),
    },
    {
      instances,
      earlySpanMs: earlySpanMs(metrics),
      everyMs: Math.min(settings.sampleEveryMs, ...periodsOf(definitions)),
      onEvent: (event) => {
        const line = evaluatorLine(event);
        if (line !== null) say(line);
      },
    },
  );
  evaluator.start();
  return {
    count: instances.length,
    apiEnded: (reason) => evaluator.apiEnded(reason, lastWordsMs),
    stop: () => evaluator.stop(),
  };
}

/**
 * Wakes somebody for an API that did not start where nobody is there to see it: after a reboot, under a
 * service manager. Tried again and again it is one incident, which the alarm of the silent API joins.
 * Does nothing where nobody can be paged; never throws.
 */
export async function tellNotStarted(
  host: Host,
  options: IncidentOptions & Pick<EvaluatorOptions, 'runbookFolders'>,
  { reason, say }: { readonly reason: string; say(line: string): void },
): Promise<void> {
  const incidents = unattended(wireIncidents(host, options).deps);
  if (incidents.targets.onCall.kind === 'absent') return;
  const name = 'api-down';
  try {
    const runbook = await readRunbook(options.runbookFolders, name);
    const input = {
      title: `The API does not start. (${name})`,
      summary: reason,
      key: name,
      lead: null,
    };
    const opened = await openIncident(
      incidents,
      { ...input, severity: 'sev1', runbook },
      silent,
      host.signal,
    );
    say(`${opened.incident.id} is open${pageText(opened.page)}`);
  } catch (error) {
    say(`Nobody could be told: ${messageOf(error)}`);
  }
}

function periodsOf(definitions: readonly AlarmDefinition[]): readonly number[] {
  return definitions.flatMap((each) => (each.kind === 'metric' ? [each.periodSeconds * 1000] : []));
}

/** Nobody types here: the record says that the program did it. */
function unattended(deps: IncidentDeps): IncidentDeps {
  const actor = { id: 'catops', role: null, kind: 'tool' } as const;
  return { ...deps, policy: { ...deps.policy, actor } };
}

// What became of each delivery is in the record; the terminal is told of the incident.
const silent = () => undefined;
