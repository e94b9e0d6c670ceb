import type { AlarmMuteRuleSummary, CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CatopsError } from '../../platform/errors.js';
import type { Clock } from '../../platform/host.js';
import type { CloudWatchCall, Sdk } from './client.js';
import type { Muted } from './read-alarm.js';

/** How long what is known of mute rules holds: a look every round would double the requests. */
const knownForMs = 60_000;
const mostPages = 10;

/** Names of alarms that a mute rule silences now. */
export interface Mutes {
  /** What was known at most a minute ago; what was known before, where asking fails. */
  active(signal: AbortSignal): Promise<Muted>;
}

/**
 * Reads the active rules and their targets. Nobody's alarms are withheld because mute rules cannot be
 * read: without permission or when throttled, what is known stays.
 */
export function createMutes(call: CloudWatchCall, clock: Pick<Clock, 'monotonic'>): Mutes {
  const rules = new Map<string, { readonly updated: number; readonly names: readonly string[] }>();
  let known: Muted = new Set();
  let askedAt = Number.NEGATIVE_INFINITY;

  async function look(signal: AbortSignal): Promise<Muted> {
    const active = await activeRules(call, signal);
    const names: string[] = [];
    for (const { AlarmMuteRuleArn: arn = '', LastUpdatedTimestamp } of active) {
      const updated = LastUpdatedTimestamp?.getTime() ?? 0;
      const before = rules.get(arn);
      const rule =
        before?.updated === updated ? before : { updated, names: await targets(call, arn, signal) };
      rules.set(arn, rule);
      names.push(...rule.names);
    }
    return new Set(names);
  }

  return {
    active: async (signal) => {
      if (clock.monotonic() - askedAt < knownForMs) return known;
      askedAt = clock.monotonic();
      try {
        known = await look(signal);
      } catch (error) {
        if (!(error instanceof CatopsError)) throw error;
      }
      return known;
    },
  };
}

async function activeRules(call: CloudWatchCall, signal: AbortSignal) {
  const found: AlarmMuteRuleSummary[] = [];
  let next: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const answer = await call(signal, (client, sdk, abortSignal) =>
      listRules(client, sdk, { next, abortSignal }),
    );
    found.push(...(answer.AlarmMuteRuleSummaries ?? []));
    next = answer.NextToken;
    if (next === undefined) break;
  }
  return found;
}

function listRules(
  client: CloudWatchClient,
  sdk: Sdk,
  { next, abortSignal }: { next: string | undefined; abortSignal: AbortSignal },
) {
  const command = new sdk.ListAlarmMuteRulesCommand({
    Statuses: ['ACTIVE'],
    ...(next === undefined ? {} : { NextToken: next }),
  });
  return client.send(command, { abortSignal });
}

/** A rule is asked for by its name, and listed by its ARN: `arn:…:alarm-mute-rule:name`. */
async function targets(call: CloudWatchCall, arn: string, signal: AbortSignal) {
  const name = arn.split(':').slice(6).join(':');
  const rule = await call(signal, (client, sdk, abortSignal) =>
    client.send(new sdk.GetAlarmMuteRuleCommand({ AlarmMuteRuleName: name }), { abortSignal }),
  );
  return rule.MuteTargets?.AlarmNames ?? [];
}
