import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createCloudWatchMaker } from '../../src/adapters/cloudwatch/alarm-maker.js';
import { createCloudWatchWitness } from '../../src/adapters/cloudwatch/page-witness.js';
import { createTargetReader } from '../../src/adapters/target/target-reader.js';
import { type AlarmDocument, readAlarmDocument } from '../../src/alarms/alarm-document.js';
import type { AlarmMaker } from '../../src/alarms/apply/ports.js';
import { createIncidentWitness } from '../../src/alarms/incident-witness.js';
import type { AlarmSource } from '../../src/alarms/ports.js';
import { type PageWitness, witnessOf } from '../../src/alarms/test-alarm.js';
import { CatopsError, messageOf } from '../../src/platform/errors.js';
import type { Host } from '../../src/platform/host.js';
import { openAlarmSource } from './alarm-source-wiring.js';
import { type IncidentOptions, stateDirOf, wireIncidents } from './incident-wiring.js';
import type { CliSettings } from './settings.js';

/** The alarms, where the settings say they are. */
export function alarmSource(host: Host, options: IncidentOptions): AlarmSource {
  const { settings, dataDir } = options;
  const stateDir = stateDirOf(host, options);
  return openAlarmSource(settings.alarms, { clock: host.clock, stateDir, dataDir });
}

/**
 * What shows that an alarm called somebody: the incidents of this machine; of CloudWatch its history of
 * actions, and where PagerDuty can be asked, the incident that an action led to.
 */
export async function pageWitness(host: Host, options: IncidentOptions): Promise<PageWitness> {
  const { settings } = options;
  if (settings.alarms !== 'cloudwatch')
    return createIncidentWitness(wireIncidents(host, options).deps);
  const actions = createCloudWatchWitness({});
  const { pagerdutyRoutingKey: routingKey, pagerdutyToken: token, pagerdutyServices } = settings;
  if (!routingKey || !token || pagerdutyServices.length === 0) return actions;
  const { createPagerDutyFinder } = await import('../../src/adapters/pagerduty/page-finder.js');
  const { pagerdutyEventsUrl: eventsUrl, pagerdutyApiUrl: apiUrl } = settings;
  const place = { eventsUrl, apiUrl, routingKey, token, services: pagerdutyServices };
  return witnessOf(actions, createPagerDutyFinder(place));
}

/** Where alarms are made from definitions: those of this machine are judged as they are defined. */
export function alarmMaker({ alarms, alarmActions, service }: CliSettings): AlarmMaker {
  if (alarms === 'cloudwatch')
    return createCloudWatchMaker({ service, actions: alarmActions ?? {} });
  const message = 'Alarms of this machine are judged as they are defined: nothing is to be made.';
  throw new CatopsError('config-invalid', message, { hint: 'set CATOPS_ALARMS=cloudwatch' });
}

/** Where the document of an API's alarms is looked for. */
export interface DocumentPlace {
  /** A running API, or a file; the one that ships with this program when not given. */
  readonly from: string | undefined;
  /** Folder of the built API, a URL ending in a slash. */
  readonly releaseDir: URL;
}

/** The alarms that an API declares. */
export async function alarmDocument(
  { fetch, cwd, signal }: Host,
  { from, releaseDir }: DocumentPlace,
): Promise<AlarmDocument> {
  if (from === undefined) {
    const file = new URL('openapi.json', releaseDir);
    return readAlarmDocument(await readFile(file, 'utf8'), fileURLToPath(file));
  }
  if (/^https?:\/\//.test(from)) {
    const url = from.replace(/\/(openapi\.json)?$/, '');
    const reply = await createTargetReader({ fetch, url }).get('/openapi.json', { signal });
    if (reply.status === 200) return readAlarmDocument(reply.text, `${url}/openapi.json`);
    const message = `GET ${url}/openapi.json was answered ${reply.status}.`;
    throw new CatopsError('target-not-an-api', message, { hint: '--from http://127.0.0.1:3000' });
  }
  const file = resolve(cwd, from);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new CatopsError('usage-invalid', `--from: ${messageOf(error)}.`, {
      hint: '--from http://127.0.0.1:3000, or a file',
    });
  });
  return readAlarmDocument(text, file);
}
