import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRequestRecorder } from '../../src/adapters/rehearsal/request-recorder.js';
import {
  eventsStandIn,
  pagerdutyStandIn,
  slackStandIn,
  trelloStandIn,
} from '../../src/adapters/rehearsal/stand-ins.js';
import type { Targets } from '../../src/incidents/deps.js';
import type { Reached, TargetName } from '../../src/incidents/entry.js';
import type { Host } from '../../src/platform/host.js';
import { Secret } from '../../src/platform/secret.js';
import { targetLabels } from './incident-reply.js';
import { notedTargets } from './noted-targets.js';
import { practiceTargets } from './practice-wiring.js';
import type { PreviewRequest } from './preview.js';
import type { CliSettings } from './settings.js';
import { vendorTargets } from './targets-wiring.js';
import type { Rehearsal } from './wiring.js';

/** Vendors that take notes, in the place of those the settings name. */
export interface RehearsedTargets extends Omit<Rehearsal, 'deps'> {
  readonly targets: Targets;
}

const names: Readonly<Record<TargetName, string>> = {
  'on-call': 'PagerDuty',
  chat: 'Slack',
  board: 'Trello',
  public: 'Trello, public board',
};

/**
 * The adapters that would send, with the addresses of stand-ins on this machine and with masked
 * credentials: what they send is what the vendor would get, but for the secrets.
 */
export async function rehearseTargets(
  host: Pick<Host, 'fetch'>,
  settings: CliSettings,
): Promise<RehearsedTargets> {
  const recorder = createRequestRecorder();
  const notes = new Set<string>();
  const stand = (target: TargetName, url: string, answer: typeof slackStandIn) =>
    recorder.stand(names[target], url, answer);
  const { pagerdutyEventsUrl, pagerdutyApiUrl, slackUrl, trelloUrl } = settings;
  const masked: CliSettings = {
    ...maskSecrets(settings),
    pagerdutyEventsUrl: await stand('on-call', pagerdutyEventsUrl, eventsStandIn),
    pagerdutyApiUrl: await stand('on-call', pagerdutyApiUrl, pagerdutyStandIn),
    slackUrl: await stand('chat', slackUrl, slackStandIn),
    trelloUrl: await stand('board', trelloUrl, trelloStandIn),
  };
  const publicUrl = await stand('public', trelloUrl, trelloStandIn);
  const { publicBoard } = vendorTargets(host, { ...masked, trelloUrl: publicUrl });
  return {
    targets: { ...vendorTargets(host, masked), publicBoard },
    onEvent: (event) => {
      if (event.kind === 'sending') recorder.label(names[event.target], event.op);
      if (event.kind === 'skipped') notes.add(`${names[event.target]}: skipped. ${event.reason}`);
    },
    requests: recorder.writes,
    notes: () => [...notes],
    close: recorder.close,
  };
}

/** Practice targets in a folder of their own, which is gone afterwards; each call is noted. */
export async function rehearsePractice(
  person: Reached,
  directory: string,
): Promise<RehearsedTargets> {
  const folder = await mkdtemp(join(tmpdir(), 'catops-dry-run-'));
  const requests: PreviewRequest[] = [];
  const notes = new Set<string>();
  const doing = new Map<TargetName, string>();
  const targets = notedTargets(practiceTargets(folder, person), ({ target, call, request }) => {
    const does = doing.get(target) ?? call;
    const url = join(directory, folders[target]);
    requests.push({
      target: `${names[target]} (practice)`,
      does,
      method: call,
      url,
      body: request,
    });
  });
  return {
    targets,
    onEvent: (event) => {
      if (event.kind === 'sending') doing.set(event.target, event.op);
      if (event.kind === 'skipped')
        notes.add(`${targetLabels[event.target]}: skipped. ${event.reason}`);
    },
    requests: () => requests,
    notes: () => [...notes],
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

const folders: Readonly<Record<TargetName, string>> = {
  'on-call': 'on-call',
  chat: 'chat',
  board: 'board',
  public: 'public',
};

/** Every credential that is set, as stars of the length a routing key has. */
export function maskSecrets(settings: CliSettings): CliSettings {
  const masked = Object.entries(settings).map(([name, value]) => [
    name,
    value instanceof Secret ? new Secret('*'.repeat(32)) : value,
  ]);
  return Object.fromEntries(masked) as CliSettings;
}
