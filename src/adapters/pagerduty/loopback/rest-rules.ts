import {
  createRateWindow,
  Denial,
  Refusal,
  type VendorAnswer,
  type VendorRequest,
} from '../../../testing/loopback-vendor.js';
import type { PagerDutyAccount } from './account.js';
import {
  contactMethods,
  onCalls,
  policy,
  service,
  showIncident,
  showLogEntry,
  showUser,
} from './rest-shapes.js';
import { log, nextId, type PagerDutyIncident, type PagerDutyState, visible } from './state.js';

type Fields = Readonly<Record<string, unknown>>;

interface Call {
  readonly request: VendorRequest;
  readonly account: PagerDutyAccount;
  readonly state: PagerDutyState;
  /** Parts of the path that a route leaves open. */
  readonly parts: readonly string[];
}

type Route = readonly [pattern: RegExp, answer: (call: Call) => VendorAnswer];

const routes: readonly Route[] = [
  [/^GET \/incidents$/, listIncidents],
  [
    /^GET \/incidents\/([^/]+)$/,
    (call) => ok({ incident: showIncident(found(call), call.account) }),
  ],
  [/^PUT \/incidents\/([^/]+)$/, updateIncident],
  [/^GET \/incidents\/([^/]+)\/log_entries$/, listLog],
  [/^GET \/incidents\/([^/]+)\/notes$/, (call) => ok({ notes: found(call).notes })],
  [/^POST \/incidents\/([^/]+)\/notes$/, addNote],
  [/^GET \/oncalls$/, (call) => ok({ ...page(call), oncalls: onCalls(call.account) })],
  [/^GET \/users$/, listUsers],
  [/^GET \/users\/([^/]+)$/, (call) => ok({ user: showUser(person(call)) })],
  [
    /^GET \/users\/([^/]+)\/contact_methods$/,
    (call) => ok({ contact_methods: contactMethods(person(call)) }),
  ],
  [/^GET \/services\/([^/]+)$/, (call) => ok({ service: same(call, service(call.account)) })],
  [
    /^GET \/escalation_policies\/([^/]+)$/,
    (call) => ok({ escalation_policy: same(call, policy(call.account)) }),
  ],
  [/^GET \/abilities$/, ({ account }) => ok({ abilities: account.abilities })],
];

/** REST API v2; undefined for a path nobody documented. */
export function createRestRules(
  account: PagerDutyAccount,
  state: PagerDutyState,
): (request: VendorRequest) => VendorAnswer | undefined {
  const within = createRateWindow(account.requestsPerMinute, 60_000);
  return (request) => {
    for (const [pattern, answer] of routes) {
      const match = pattern.exec(request.route);
      if (!match) continue;
      checkHeaders(request, account);
      // 960 requests a minute and key; error code 2020.
      if (!within()) throw new Denial(restRateLimited(null));
      return answer({ request, account, state, parts: match.slice(1) });
    }
    return undefined;
  };
}

/** The vendor's 429: `ratelimit-reset` in seconds, sometimes missing. */
export function restRateLimited(reset: number | null): VendorAnswer {
  const headers = { 'ratelimit-limit': '960', 'ratelimit-remaining': '0' };
  return {
    ...failure(429, 2020, 'Rate Limit Exceeded'),
    headers: reset === null ? {} : { ...headers, 'ratelimit-reset': String(reset) },
  };
}

function checkHeaders(request: VendorRequest, account: PagerDutyAccount): void {
  const authorization = request.headers['authorization'] ?? '';
  // "Authorization: Token token=<key>", or a bearer token.
  if (!/^(Token token=|Bearer )\S+$/.test(authorization))
    throw new Refusal(
      'Authorization must be "Token token=<key>"',
      failure(401, 2006, 'Unauthorized'),
    );
  if (
    !authorization.endsWith(`=${account.apiToken}`) &&
    authorization !== `Bearer ${account.apiToken}`
  )
    throw new Denial(failure(401, 2006, 'Unauthorized'));
  // "Accept: application/vnd.pagerduty+json;version=2".
  if (request.headers['accept'] !== 'application/vnd.pagerduty+json;version=2')
    throw new Refusal('Accept must name version 2', failure(406, 2010, 'Not Acceptable'));
  if (request.method === 'GET') return;
  if (!request.headers['content-type']?.startsWith('application/json'))
    throw new Refusal('Content-Type must be application/json', failure(415, 2011, 'Unsupported'));
  checkFrom(request.headers['from'], account);
}

/** "From: the e-mail address of a valid user": required on every write to incidents. */
function checkFrom(from: string | undefined, account: PagerDutyAccount): void {
  const needed = 'You must specify a user\'s email address in the "From" header';
  if (!from) throw new Refusal('a write needs From', failure(400, 2016, needed));
  if (!from.includes('@'))
    throw new Refusal('From is no address', failure(400, 1028, 'Malformed "From" header'));
  if (!account.users.some(({ email }) => email === from))
    throw new Denial(failure(400, 1008, 'Requester User Not Found'));
}

function listIncidents(call: Call): VendorAnswer {
  const { request, state, account } = call;
  const key = request.query.get('incident_key');
  // The trap: an empty key answers with every open incident.
  if (key === '')
    throw new Refusal(
      'an empty incident_key means every open incident',
      ok({ ...page(call), incidents: state.incidents.map((each) => showIncident(each, account)) }),
    );
  // Without date_range=all only the last month is searched.
  if (key !== null && request.query.get('date_range') !== 'all')
    throw new Refusal('a look-up by key needs date_range=all', ok({ incidents: [] }));
  const since = sinceOf(request);
  // "service_ids[]": incidents of these services alone.
  const services = request.query.getAll('service_ids[]');
  if (services.length > 0 && !services.includes(account.service.id))
    return ok({ ...page(call), incidents: [] });
  const shown = visible(state).filter(
    (each) => (key === null || each.key === key) && each.madeAt >= since,
  );
  return ok({ ...page(call), incidents: shown.map((each) => showIncident(each, account)) });
}

/** "since: the start of the date range"; without one it is a month. */
function sinceOf({ query }: VendorRequest): number {
  const text = query.get('since');
  if (text === null) return Number.NEGATIVE_INFINITY;
  const since = Date.parse(text);
  if (Number.isNaN(since)) throw new Refusal('since is no date', invalid('Invalid since'));
  return since;
}

function updateIncident(call: Call): VendorAnswer {
  const incident = found(call);
  const change = fieldsOf(bodyOf(call.request)['incident']);
  // "type": incident or incident_reference is required.
  if (!['incident', 'incident_reference'].includes(String(change['type'])))
    throw new Refusal('incident.type is required', invalid('Incident type is required'));
  if (incident.status === 'resolved') throw new Denial(invalid('Incident Already Resolved'));
  const level = change['escalation_level'];
  if (level !== undefined) {
    // Escalation levels are those of the policy.
    if (typeof level !== 'number' || level < 1 || level > call.account.users.length)
      throw new Denial(invalid('Escalation Level is invalid'));
    incident.level = level;
    log(incident, 'escalate_log_entry', `Escalated to level ${level}.`, call.account, from(call));
  }
  const status = change['status'];
  if (status === 'acknowledged' || status === 'resolved') {
    incident.status = status;
    const type = status === 'resolved' ? 'resolve_log_entry' : 'acknowledge_log_entry';
    log(incident, type, `${status} on the website.`, call.account, from(call));
  }
  return ok({ incident: showIncident(incident, call.account) });
}

function listLog(call: Call): VendorAnswer {
  const incident = found(call);
  const { offset, limit } = page(call);
  // Newest first.
  const all = [...incident.log].reverse().map((entry) => showLogEntry(entry, call.account));
  const more = offset + limit < all.length;
  return ok({ log_entries: all.slice(offset, offset + limit), offset, limit, more });
}

function addNote(call: Call): VendorAnswer {
  const incident = found(call);
  const content = fieldsOf(bodyOf(call.request)['note'])['content'];
  if (typeof content !== 'string' || content === '')
    throw new Refusal('note.content is required', invalid('Content cannot be empty.'));
  // At most 2000 notes an incident.
  if (incident.notes.length >= 2000) throw new Denial(invalid('Note limit reached'));
  const note = { id: nextId('N'), content, created_at: new Date(call.request.at).toISOString() };
  incident.notes.push(note);
  return { status: 201, body: { note } };
}

function listUsers(call: Call): VendorAnswer {
  const query = call.request.query.get('query') ?? '';
  const users = call.account.users.filter(({ name, email }) => `${name} ${email}`.includes(query));
  return ok({ ...page(call), users: users.map(showUser) });
}

function found({ state, parts: [id] }: Call): PagerDutyIncident {
  const incident = state.incidents.find((each) => each.id === id);
  if (!incident) throw new Denial(failure(404, 2100, 'Not Found'));
  return incident;
}

function person({ account, parts: [id] }: Call): PagerDutyAccount['users'][number] {
  const user = account.users.find((each) => each.id === id);
  if (!user) throw new Denial(failure(404, 2100, 'Not Found'));
  return user;
}

function same<T extends { readonly id: string }>({ parts: [id] }: Call, thing: T): T {
  if (thing.id !== id) throw new Denial(failure(404, 2100, 'Not Found'));
  return thing;
}

/** limit: at most 100, 25 when not said. */
function page({ request }: Call): { offset: number; limit: number; more: boolean } {
  const limit = Number(request.query.get('limit') ?? 25);
  if (!(limit >= 1 && limit <= 100))
    throw new Refusal('limit must be 1 to 100', invalid('Limit must be between 1 and 100'));
  return { offset: Number(request.query.get('offset') ?? 0), limit, more: false };
}

function from({ request }: Call): string | undefined {
  return request.headers['from'];
}

function bodyOf(request: VendorRequest): Fields {
  try {
    return fieldsOf(JSON.parse(request.body.toString('utf8')));
  } catch {
    throw new Refusal('the body is not JSON', failure(400, 2001, 'Invalid Input Provided'));
  }
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function ok(body: unknown): VendorAnswer {
  return { status: 200, body };
}

function invalid(error: string): VendorAnswer {
  return {
    status: 400,
    body: { error: { message: 'Invalid Input Provided', code: 2001, errors: [error] } },
  };
}

function failure(status: number, code: number, message: string): VendorAnswer {
  return { status, body: { error: { message, code } } };
}
