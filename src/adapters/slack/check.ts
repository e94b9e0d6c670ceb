import type { Checkup, Finding } from '../../doctor/finding.js';
import { clockFinding, findingsOf } from '../../doctor/vendor-findings.js';
import type { Clock } from '../../platform/host.js';
import { bounded } from '../../platform/vendor-failure.js';
import type { SlackOptions } from './chat.js';
import { arrayOf, createSlackClient, fieldsOf, type SlackClient, textOf } from './client.js';

const make = findingsOf('Slack');
const timeoutMs = 15_000;
const always = ['chat:write', 'pins:write', 'channels:history'];
const ownChannels = ['channels:manage', 'channels:read'];

/** Looks at token, scopes and channel. Read-only: nothing is posted. */
export function createSlackCheckup(options: SlackOptions & { readonly clock: Clock }): Checkup {
  const client = createSlackClient(options);
  return {
    area: 'Slack',
    examine: async (outer) => {
      const signal = bounded(outer, timeoutMs);
      const self = await client.call('auth.test', {}, signal);
      if (self.kind !== 'done') return [make.failed('token', self)];
      const { user, team, response_metadata: meta } = self.value;
      return [
        make.ok('token', `It is ${textOf(user)} in ${textOf(team)}.`),
        ...scopeFindings(fieldsOf(meta)['scopes'], options.channel === undefined),
        await channelFinding(client, options.channel, signal),
        ...clockFinding(make, [self], options.clock.now()),
      ];
    },
  };
}

/** The scopes come with every answer; a private shared channel wants `groups:…` in their place. */
function scopeFindings(granted: unknown, own: boolean): Finding[] {
  const scopes = new Set(arrayOf(granted).map(String));
  if (scopes.size === 0) return [];
  const has = (scope: string): boolean =>
    scopes.has(scope) ||
    scopes.has(scope.replace('channels:', 'groups:')) ||
    (scope === 'channels:manage' && scopes.has('groups:write'));
  const missing = [...always, ...(own ? ownChannels : [])].filter((scope) => !has(scope));
  if (missing.length > 0) {
    const mend = 'add them to the app, install it again, and set the new CATOPS_SLACK_TOKEN';
    return [make.broken('scopes', `Missing: ${missing.join(', ')}.`, mend)];
  }
  if (scopes.has('users:read')) return [make.ok('scopes', 'All that are needed are granted.')];
  const says = 'Without users:read imported messages name people by their ids.';
  return [make.warning('scopes', says, 'add users:read to the app')];
}

async function channelFinding(
  client: SlackClient,
  channel: string | undefined,
  signal: AbortSignal,
): Promise<Finding> {
  const check = 'channel';
  if (channel === undefined) return make.ok(check, 'Each incident gets a channel of its own.');
  const found = await client.call('conversations.info', { channel }, signal);
  if (found.kind !== 'done') return make.failed(check, found);
  const { name, is_archived: archived, is_member: member } = fieldsOf(found.value['channel']);
  const named = `#${textOf(name)}`;
  if (archived === true)
    return make.broken(check, `${named} is archived.`, 'unarchive it in Slack');
  if (member === false)
    return make.broken(check, `The app is not in ${named}.`, `/invite @catops in ${named}`);
  return make.ok(check, `${named} is there, and the app is in it.`);
}
