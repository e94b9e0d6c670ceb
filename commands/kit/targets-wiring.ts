import type { Configured, Targets } from '../../src/incidents/deps.js';
import type { Chat, OnCall, PublicBoard, Tracker } from '../../src/incidents/ports.js';
import type { Host } from '../../src/platform/host.js';
import type { CliSettings } from './settings.js';

type Reaching = Pick<Host, 'fetch'>;

/** The vendors as the settings name them; each is loaded when it is first written to. */
export function vendorTargets(host: Reaching, settings: CliSettings): Targets {
  return {
    onCall: onCallOf(settings),
    chat: chatOf(host, settings),
    board: boardOf(host, settings),
    publicBoard: publicBoardOf(host, settings),
  };
}

function onCallOf(settings: CliSettings): Configured<OnCall> {
  const { pagerdutyRoutingKey: routingKey, pagerdutyToken: token } = settings;
  if (routingKey === undefined) {
    return {
      kind: 'absent',
      why: 'credential',
      reason: 'PagerDuty is not set up: nobody can be woken.',
      hint: 'set CATOPS_PAGERDUTY_ROUTING_KEY, or try it out with --practice',
    };
  }
  return {
    kind: 'ready',
    name: 'pagerduty',
    open: async () => {
      const { createPagerDutyOnCall } = await import('../../src/adapters/pagerduty/on-call.js');
      return createPagerDutyOnCall({
        eventsUrl: settings.pagerdutyEventsUrl,
        apiUrl: settings.pagerdutyApiUrl,
        routingKey,
        token,
        from: settings.pagerdutyFrom,
        services: settings.pagerdutyServices,
        timeoutMs: settings.requestTimeoutMs,
      });
    },
  };
}

function chatOf({ fetch }: Reaching, settings: CliSettings): Configured<Chat> {
  const { slackToken: token, slackUrl: url, slackChannel: channel } = settings;
  const { requestTimeoutMs: timeoutMs } = settings;
  if (token === undefined) {
    return channel === undefined
      ? off('Slack is not set up.', 'set CATOPS_SLACK_TOKEN')
      : wanting('A Slack channel is set, and no token.', 'set CATOPS_SLACK_TOKEN');
  }
  return {
    kind: 'ready',
    name: 'slack',
    open: async () => {
      const { createSlackChat } = await import('../../src/adapters/slack/chat.js');
      return createSlackChat({ url, token, channel, fetch, timeoutMs });
    },
  };
}

function boardOf(host: Reaching, settings: CliSettings): Configured<Tracker> {
  const access = trelloAccess(host, settings, 'CATOPS_TRELLO_BOARD', settings.trelloBoard);
  if (access.kind === 'absent') return access;
  return {
    kind: 'ready',
    name: 'trello',
    open: async () => {
      const { createTrelloTracker } = await import('../../src/adapters/trello/tracker.js');
      return createTrelloTracker(access);
    },
  };
}

function publicBoardOf(host: Reaching, settings: CliSettings): Configured<PublicBoard> {
  const { trelloPublicBoard } = settings;
  const access = trelloAccess(host, settings, 'CATOPS_TRELLO_PUBLIC_BOARD', trelloPublicBoard);
  if (access.kind === 'absent') return access;
  return {
    kind: 'ready',
    name: 'trello',
    open: async () => {
      const { createTrelloPublicBoard } = await import('../../src/adapters/trello/public-board.js');
      return createTrelloPublicBoard(access);
    },
  };
}

function trelloAccess(
  { fetch }: Reaching,
  { trelloKey: key, trelloToken: token, trelloUrl: url, requestTimeoutMs: timeoutMs }: CliSettings,
  variable: string,
  board: string | undefined,
) {
  if (board === undefined) return off('Trello has no such board.', `set ${variable}`);
  if (key === undefined || token === undefined) {
    const hint = 'set CATOPS_TRELLO_KEY and CATOPS_TRELLO_TOKEN';
    return wanting('A Trello board is set, and no key or token.', hint);
  }
  return { kind: 'ready', url, key, token, board, fetch, timeoutMs } as const;
}

function off(reason: string, hint: string) {
  return { kind: 'absent', why: 'off', reason, hint } as const;
}

function wanting(reason: string, hint: string) {
  return { kind: 'absent', why: 'credential', reason, hint } as const;
}
