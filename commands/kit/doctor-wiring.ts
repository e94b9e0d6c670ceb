import { access, constants, mkdir } from 'node:fs/promises';
import type { AdminReply } from '../../src/contracts/admin-process.js';
import { serverEnv } from '../../src/contracts/server-env.js';
import { createRecordsCheckup } from '../../src/doctor/check-records.js';
import { createRollupsCheckup } from '../../src/doctor/check-rollups.js';
import type { Checkup } from '../../src/doctor/finding.js';
import { messageOf } from '../../src/platform/errors.js';
import type { Host } from '../../src/platform/host.js';
import { accessOf } from './athena-wiring.js';
import { type IncidentOptions, stateDirOf, wireIncidents } from './incident-wiring.js';
import type { CliSettings } from './settings.js';
import type { Rollups } from './wiring.js';

/** What else of this program it asks. */
interface DoctorSources {
  rollups(): Promise<Rollups>;
  readonly releaseDir: URL;
  /** Of the API that the settings name: its queues, and its bucket of pictures. */
  lookAtQueues(): Promise<AdminReply<'queue.look'>>;
  lookAtBucket(): Promise<AdminReply<'bucket.look'>>;
}

/** What the doctor looks at: the records of this machine, and every vendor that is set up. */
export async function wireCheckups(
  host: Host,
  options: IncidentOptions,
  { rollups, releaseDir, lookAtQueues, lookAtBucket }: DoctorSources,
): Promise<readonly Checkup[]> {
  const { store, targets } = wireIncidents(host, options).deps;
  const stateDir = stateDirOf(host, options);
  const records = createRecordsCheckup({
    store,
    clock: host.clock,
    writable: () => whyUnwritable(stateDir),
  });
  if (options.practice) return [records];
  const { onCall, chat, board, publicBoard } = targets;
  const vendors = await Promise.all([
    pagerdutyCheckup(host, options) ?? absentCheckup('PagerDuty', onCall),
    slackCheckup(host, options) ?? absentCheckup('Slack', chat),
    trelloCheckup(host, options) ??
      absentCheckup('Trello', board.kind === 'absent' ? board : publicBoard),
  ]);
  const rollupsCheckup = createRollupsCheckup({
    open: async () => {
      const { deps, close } = await rollups();
      return { logs: deps.logs, store: deps.store, close };
    },
    clock: host.clock,
  });
  const cloud = await Promise.all([
    sendGrid(host, options),
    awsCheckup(host, options),
    athena(host, options),
    alarms(host, options, releaseDir),
    beanstalk(host, options),
    queues(host, lookAtQueues),
    pictures(host, lookAtBucket),
  ]);
  return [...vendors, records, rollupsCheckup, ...cloud.flat()];
}

/** Only where the API is told to keep jobs in SQS. */
async function queues(
  { env }: Host,
  look: DoctorSources['lookAtQueues'],
): Promise<readonly Checkup[]> {
  if (env[serverEnv.queue] !== 'sqs') return [];
  const { createQueuesCheckup } = await import('../../src/doctor/check-queues.js');
  return [createQueuesCheckup({ look })];
}

/** Only where the API is told to keep uploads in a bucket. */
async function pictures(
  { env }: Host,
  look: DoctorSources['lookAtBucket'],
): Promise<readonly Checkup[]> {
  if (env[serverEnv.pictures] === undefined) return [];
  const { createPicturesCheckup } = await import('../../src/doctor/check-pictures.js');
  return [createPicturesCheckup({ look })];
}

/** Only where the API runs there. */
async function beanstalk(
  { clock }: Host,
  { settings }: IncidentOptions,
): Promise<readonly Checkup[]> {
  if (settings.environments !== 'beanstalk') return [];
  const { createBeanstalkCheckup } = await import('../../src/adapters/beanstalk/check.js');
  return [createBeanstalkCheckup({ application: settings.beanstalkApplication, clock })];
}

/** Only where alarms are in the cloud: those of this machine are judged as they are declared. */
async function alarms(
  host: Host,
  options: IncidentOptions,
  releaseDir: URL,
): Promise<readonly Checkup[]> {
  const { settings } = options;
  if (settings.alarms !== 'cloudwatch') return [];
  const [{ alarmDocument, alarmMaker, alarmSource }, { createAlarmsCheckup }] = await Promise.all([
    import('./alarm-wiring.js'),
    import('../../src/doctor/check-alarms.js'),
  ]);
  return [
    createAlarmsCheckup({
      service: settings.service,
      source: alarmSource(host, options),
      maker: alarmMaker(settings),
      actions: settings.alarmActions,
      document: () => alarmDocument(host, { from: undefined, releaseDir }),
      clock: host.clock,
    }),
  ];
}

/** Only where it carries mail. */
async function sendGrid(
  { fetch }: Host,
  { settings }: IncidentOptions,
): Promise<readonly Checkup[]> {
  const { mailBy, sendgridKey: key, sendgridUrl: url } = settings;
  if (mailBy !== 'sendgrid') return [];
  const { createSendGridCheckup } = await import('../../src/adapters/sendgrid/check.js');
  return [createSendGridCheckup({ url, key, fetch })];
}

/** Only where something of the settings is in AWS. */
async function awsCheckup(host: Host, { settings }: IncidentOptions): Promise<readonly Checkup[]> {
  if (!usesAws(settings)) return [];
  const [{ createAwsCheckup }, { createWhoAmI }] = await Promise.all([
    import('../../src/doctor/check-aws.js'),
    import('../../src/adapters/sts/who-am-i.js'),
  ]);
  return [createAwsCheckup({ whoAmI: createWhoAmI({}), clock: host.clock })];
}

function usesAws({ engine, alarms, environments, ...places }: CliSettings): boolean {
  const { logs, rollups, objects } = places;
  const services = engine === 'athena' || alarms === 'cloudwatch' || environments === 'beanstalk';
  return services || [logs, rollups, objects].some((place) => place?.kind === 's3');
}

/** Only where it is the engine: it is one of two, and no fault when it is not wanted. */
async function athena({ clock }: Host, { settings }: IncidentOptions): Promise<readonly Checkup[]> {
  if (settings.engine !== 'athena') return [];
  const { createAthenaCheckup } = await import('../../src/adapters/athena/check.js');
  return [createAthenaCheckup({ ...accessOf(settings), clock })];
}

function pagerdutyCheckup({ clock }: Host, { settings }: IncidentOptions) {
  const { pagerdutyRoutingKey: routingKey } = settings;
  if (routingKey === undefined) return undefined;
  return import('../../src/adapters/pagerduty/check.js').then(({ createPagerDutyCheckup }) =>
    createPagerDutyCheckup({
      eventsUrl: settings.pagerdutyEventsUrl,
      apiUrl: settings.pagerdutyApiUrl,
      routingKey,
      token: settings.pagerdutyToken,
      from: settings.pagerdutyFrom,
      services: settings.pagerdutyServices,
      clock,
    }),
  );
}

function slackCheckup({ clock, fetch }: Host, { settings }: IncidentOptions) {
  const { slackToken: token, slackUrl: url, slackChannel: channel } = settings;
  if (token === undefined) return undefined;
  return import('../../src/adapters/slack/check.js').then(({ createSlackCheckup }) =>
    createSlackCheckup({ url, token, channel, fetch, clock }),
  );
}

function trelloCheckup({ clock, fetch }: Host, { settings }: IncidentOptions) {
  const { trelloKey: key, trelloToken: token, trelloUrl: url } = settings;
  const { trelloBoard: board, trelloPublicBoard: publicBoard } = settings;
  if (key === undefined || token === undefined) return undefined;
  return import('../../src/adapters/trello/check.js').then(({ createTrelloCheckup }) =>
    createTrelloCheckup({ url, key, token, board, publicBoard, fetch, clock }),
  );
}

/** What is not set up is said; where it was meant to be, it is broken. */
function absentCheckup(
  area: string,
  configured: { kind: 'ready' } | { kind: 'absent'; why: string; reason: string; hint: string },
): Checkup {
  return {
    area,
    examine: async () => {
      if (configured.kind === 'ready') return [];
      const { why, reason, hint } = configured;
      const state = why === 'credential' ? 'broken' : 'absent';
      return [{ area, check: 'set-up', state, says: reason, mend: hint }];
    },
  };
}

/** Null when the directory can be written; it is made when it is not there, as any command would. */
async function whyUnwritable(directory: string): Promise<string | null> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await access(directory, constants.W_OK);
    return null;
  } catch (error) {
    return `${directory}: ${messageOf(error)}`;
  }
}
