import type { StandIn } from './request-recorder.js';

/** PagerDuty's Events API: every event is accepted. */
export const eventsStandIn: StandIn = (_method, _path, body) => {
  const key =
    typeof body === 'object' && body !== null && 'dedup_key' in body ? body.dedup_key : '';
  return { status: 202, body: { status: 'success', message: 'Event processed', dedup_key: key } };
};

/** PagerDuty REST of an account in which nothing is open. */
export const pagerdutyStandIn: StandIn = () => ({
  status: 200,
  body: { incidents: [], log_entries: [], oncalls: [], services: [], users: [], more: false },
});

/** Slack: every method succeeds, every listing is empty. */
export const slackStandIn: StandIn = (_method, path, body) => {
  const name =
    typeof body === 'object' && body !== null && 'name' in body ? body.name : 'incidents';
  const channel = { id: 'C-NEW', name };
  const posts = path.includes('chat.');
  return {
    status: 200,
    body: {
      ok: true,
      channel: posts ? 'C-NEW' : channel,
      ts: '1000000000.000001',
      user_id: 'U-CATOPS',
      team_id: 'T-TEAM',
      url: 'https://slack.com/',
      messages: [],
      channels: [],
      members: [],
      response_metadata: { next_cursor: '' },
    },
  };
};

/** SendGrid: every mail is queued. */
export const sendGridStandIn: StandIn = () => ({ status: 202, body: null });

const newCard = '0'.repeat(24);
const lists = ['Investigating', 'Identified', 'Monitoring', 'Resolved', 'Closed', 'Cancelled'];
const labels = ['sev1', 'sev2', 'sev3', 'sev4'];

/** Trello: a board with the usual lists and labels, and no card. */
export const trelloStandIn: StandIn = (method, path) => {
  const [where = ''] = path.split('?');
  if (method !== 'GET') return { status: 200, body: thing() };
  if (where.endsWith('/lists')) return { status: 200, body: lists.map(named) };
  if (where.endsWith('/labels')) return { status: 200, body: labels.map(named) };
  if (/\/(cards|actions|attachments|checklists)$/.test(where)) return { status: 200, body: [] };
  return { status: 200, body: { ...thing(), lists: lists.map(named), labels: labels.map(named) } };
};

function named(name: string) {
  return { id: `list-${name}`.toLowerCase(), name, closed: false, color: null };
}

function thing() {
  return {
    id: newCard,
    name: '',
    desc: '',
    url: 'https://trello.com/c/new',
    shortUrl: 'https://trello.com/c/new',
    idLabels: [],
    checkItems: [],
    checklists: [],
    actions: [],
    attachments: [],
    data: { text: '' },
    date: '1970-01-01T00:00:00.000Z',
  };
}
