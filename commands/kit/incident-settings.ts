import type { IncidentPolicy } from '../../src/incidents/deps.js';
import { setting } from '../../src/platform/settings.js';
import { checkedBaseUrl } from '../../src/platform/vendor-failure.js';
import { parseCadence } from './cadence.js';
import { parseWait } from './parse-wait.js';
import { parseWakeTable } from './wake-table.js';

/** Settings of incidents: who is woken, where the chat and the boards are, whose clock it is. */
export const incidentSettings = {
  operator: setting.text({
    env: 'CATOPS_OPERATOR',
    key: 'operator',
    doc: 'Who you are in the record, such as an e-mail address (default: the name you are logged in by)',
  }),
  timeZone: setting.text({
    env: 'CATOPS_TIME_ZONE',
    flag: 'tz',
    key: 'timeZone',
    doc: "Zone times are shown in, beside UTC (default: this machine's)",
  }),
  wake: setting.parsed({
    env: 'CATOPS_WAKE',
    key: 'incidents.wake',
    fallback: { sev1: true, sev2: true, sev3: false, sev4: false } as Readonly<
      Record<'sev1' | 'sev2' | 'sev3' | 'sev4', boolean>
    >,
    parse: parseWakeTable,
    doc: 'Which severities wake somebody, such as `sev1=yes,sev2=yes,sev3=no,sev4=no`',
  }),
  foregroundMs: setting.parsed({
    env: 'CATOPS_FOREGROUND',
    key: 'incidents.foreground',
    fallback: 10_000,
    parse: (text) => parseWait(text, { leastMs: 1000, such: '10s' }),
    doc: 'How long a command works on deliveries before it leaves the rest queued, such as `10s`',
  }),
  requestTimeoutMs: setting.parsed({
    env: 'CATOPS_REQUEST_TIMEOUT',
    key: 'incidents.requestTimeout',
    fallback: 8000,
    parse: (text) => parseWait(text, { leastMs: 500, mostMs: 60_000, such: '8s' }),
    doc: 'How long one call to PagerDuty, Slack or Trello may take, such as `8s`',
  }),
  lookAgainMs: setting.parsed({
    env: 'CATOPS_LOOK_AGAIN',
    key: 'incidents.lookAgain',
    fallback: 5000,
    parse: (text) => parseWait(text, { leastMs: 0, mostMs: 60_000, such: '5s' }),
    doc: 'Time between the two looks that make a vendor\'s "not there" believed, such as `5s`',
  }),
  updateEveryMinutes: setting.parsed({
    env: 'CATOPS_UPDATE_EVERY',
    key: 'incidents.updateEvery',
    fallback: { sev1: 30, sev2: 60, sev3: 240, sev4: null } as IncidentPolicy['updateEveryMinutes'],
    parse: parseCadence,
    doc: 'How often an update is due, such as `sev1=30m,sev2=1h,sev3=4h,sev4=never`',
  }),
  denyTerms: setting.list({
    env: 'CATOPS_DENY_TERMS',
    key: 'incidents.denyTerms',
    fallback: [] as readonly string[],
    doc: 'Words that are never published: names of customers, of hosts',
  }),
  pagerdutyRoutingKey: setting.secret({
    env: 'CATOPS_PAGERDUTY_ROUTING_KEY',
    doc: 'Events v2 integration key of the service that wakes on-call; enough to page',
  }),
  pagerdutyToken: setting.secret({
    env: 'CATOPS_PAGERDUTY_TOKEN',
    doc: 'REST key: who was reached, who is on call, escalation',
  }),
  pagerdutyFrom: setting.text({
    env: 'CATOPS_PAGERDUTY_FROM',
    key: 'pagerduty.from',
    doc: 'E-mail of the PagerDuty user in whose name REST writes',
  }),
  pagerdutyServices: setting.list({
    env: 'CATOPS_PAGERDUTY_SERVICES',
    key: 'pagerduty.services',
    fallback: [] as readonly string[],
    doc: 'Ids of the PagerDuty services whose on-call is asked for',
  }),
  pagerdutyEventsUrl: setting.parsed({
    env: 'CATOPS_PAGERDUTY_EVENTS_URL',
    key: 'pagerduty.eventsUrl',
    fallback: 'https://events.pagerduty.com',
    doc: 'Where pages go; EU: `https://events.eu.pagerduty.com`',
    parse: (text) => checkedBaseUrl('PagerDuty', text),
  }),
  pagerdutyApiUrl: setting.parsed({
    env: 'CATOPS_PAGERDUTY_API_URL',
    key: 'pagerduty.apiUrl',
    fallback: 'https://api.pagerduty.com',
    doc: 'PagerDuty REST; EU: `https://api.eu.pagerduty.com`',
    parse: (text) => checkedBaseUrl('PagerDuty', text),
  }),
  slackToken: setting.secret({
    env: 'CATOPS_SLACK_TOKEN',
    doc: 'Bot token (`xoxb-…`) that writes to Slack',
  }),
  slackChannel: setting.text({
    env: 'CATOPS_SLACK_CHANNEL',
    key: 'slack.channel',
    doc: 'Id of the one channel for all incidents; without it each gets a channel of its own',
  }),
  slackUrl: setting.parsed({
    env: 'CATOPS_SLACK_URL',
    key: 'slack.url',
    fallback: 'https://slack.com',
    doc: 'Where Slack is',
    parse: (text) => checkedBaseUrl('Slack', text),
  }),
  trelloKey: setting.secret({ env: 'CATOPS_TRELLO_KEY', doc: 'Trello API key' }),
  trelloToken: setting.secret({ env: 'CATOPS_TRELLO_TOKEN', doc: 'Trello token of that key' }),
  trelloBoard: setting.text({
    env: 'CATOPS_TRELLO_BOARD',
    key: 'trello.board',
    doc: 'Id of the internal board that gets a card for each incident',
  }),
  trelloPublicBoard: setting.text({
    env: 'CATOPS_TRELLO_PUBLIC_BOARD',
    key: 'trello.publicBoard',
    doc: 'Id of the public roadmap board; only `catops incident publish` writes to it',
  }),
  trelloUrl: setting.parsed({
    env: 'CATOPS_TRELLO_URL',
    key: 'trello.url',
    fallback: 'https://api.trello.com',
    doc: 'Where Trello is',
    parse: (text) => checkedBaseUrl('Trello', text),
  }),
} as const;
