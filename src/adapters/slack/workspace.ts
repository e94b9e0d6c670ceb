import type { Outcome } from '../../incidents/ports.js';
import { bounded } from '../../platform/vendor-failure.js';
import { type Fields, type SlackClient, textOf } from './client.js';

/** Who the token is. */
export interface Self {
  readonly userId: string;
  readonly botId: string;
  readonly teamId: string;
  /** `https://cats.slack.com/` */
  readonly url: string;
}

/** What is asked once and remembered. */
export interface Workspace {
  self(signal: AbortSignal): Promise<Outcome<Self>>;
  /** Where links begin; null when that cannot be known within a second. Never an error. */
  archives(signal: AbortSignal): Promise<string | null>;
}

/** Address of a channel. */
export function channelUrl(archives: string | null, channel: string): string | null {
  return archives && `${archives}/${channel}`;
}

/** Address of a message, in its thread if it has one. */
export function messageUrl(
  archives: string | null,
  place: { readonly channel: string; readonly ts: string; readonly thread: string | null },
): string | null {
  const { channel, ts, thread } = place;
  const query = thread ? `?thread_ts=${thread}&cid=${channel}` : '';
  return archives && `${archives}/${channel}/p${ts.replace('.', '')}${query}`;
}

const patienceMs = 1000;

export function createWorkspace(client: SlackClient): Workspace {
  let known: Outcome<Self> | undefined;
  let asking: Promise<Outcome<Self>> | undefined;

  async function self(signal: AbortSignal): Promise<Outcome<Self>> {
    if (known) return known;
    const outcome = selfOf(await client.call('auth.test', {}, signal));
    // Only what is known is remembered.
    if (outcome.kind === 'done') known = outcome;
    return outcome;
  }

  /** For links alone: one question at a time, and no post waits for it longer than this. */
  async function archives(signal: AbortSignal): Promise<string | null> {
    asking ??= self(bounded(signal, patienceMs)).finally(() => {
      asking = undefined;
    });
    const outcome = await asking;
    if (outcome.kind !== 'done' || !/^https:\/\//.test(outcome.value.url)) return null;
    return `${outcome.value.url.replace(/\/*$/, '')}/archives`;
  }

  return { self, archives };
}

function selfOf(outcome: Outcome<Fields>): Outcome<Self> {
  if (outcome.kind !== 'done') return outcome;
  const { user_id: user, bot_id: bot, team_id: team, url } = outcome.value;
  const value = {
    userId: textOf(user),
    botId: textOf(bot),
    teamId: textOf(team),
    url: textOf(url),
  };
  return { ...outcome, value };
}
