import {
  createRateWindow,
  Denial,
  Refusal,
  type VendorAnswer,
  type VendorRequest,
} from '../../../testing/loopback-vendor.js';
import type { PagerDutyAccount } from './account.js';
import { log, openIncident, type PagerDutyState } from './state.js';

type Fields = Readonly<Record<string, unknown>>;

const largestEvent = 512 * 1024;
const severities = ['critical', 'error', 'warning', 'info'];
const documented = {
  event: [
    'routing_key',
    'event_action',
    'dedup_key',
    'payload',
    'images',
    'links',
    'client',
    'client_url',
  ],
  payload: [
    'summary',
    'source',
    'severity',
    'timestamp',
    'component',
    'group',
    'class',
    'custom_details',
  ],
  change: ['routing_key', 'payload', 'links', 'images'],
  changePayload: ['summary', 'source', 'timestamp', 'custom_details'],
};

/** Events API v2: `POST /v2/enqueue`. */
export function createEventsRules(
  account: PagerDutyAccount,
  state: PagerDutyState,
): (request: VendorRequest) => VendorAnswer {
  const within = createRateWindow(account.eventsPerMinute, 60_000);
  return (request) => {
    const event = readEvent(request);
    checkEvent(event);
    // About 120 events a minute and integration key, then 429.
    if (!within()) throw new Denial(eventsRateLimited(null));
    return accept(event, account, state);
  };
}

/** "Send Change Events": `POST /v2/change/enqueue`. No key, no severity; nobody is notified. */
export function createChangeRules(
  account: PagerDutyAccount,
  state: PagerDutyState,
): (request: VendorRequest) => VendorAnswer {
  return (request) => {
    const event = readEvent(request);
    const errors: string[] = [];
    checkKnown(event, documented.change, errors);
    checkRoutingKey(event, errors);
    const { payload } = event;
    if (isFields(payload)) {
      checkKnown(payload, documented.changePayload, errors);
      checkText(payload, 'summary', 1024, errors);
      if (payload['source'] !== undefined) checkText(payload, 'source', 1024, errors);
      checkDetails(payload, errors);
    } else errors.push("'payload' is missing or blank");
    checkLinks(event['links'], errors);
    if (errors.length > 0) throw refuse(...errors);
    const { summary } = payload as Fields;
    // As with events: a key that belongs to no service is accepted too.
    if (event['routing_key'] === account.routingKey)
      state.changes.push({ summary: String(summary), payload });
    return { status: 202, body: { status: 'success', message: 'Change event processed' } };
  };
}

/** What holds for every request to the events host. */
function readEvent(request: VendorRequest): Fields {
  // The events host takes a routing key in the body and knows no Authorization: a REST token
  // sent here would be given away.
  if (request.headers['authorization']) throw refuse("'Authorization' does not belong here");
  // "Content-Type: application/json" is required.
  if (!request.headers['content-type']?.startsWith('application/json'))
    throw refuse('Content-Type must be application/json');
  // "the payload must not exceed 512 KB".
  if (request.body.length > largestEvent)
    throw new Refusal('an event has at most 512 KB', { status: 413 });
  return parse(request.body);
}

/** The vendor's 429; `Retry-After` is not always there. */
export function eventsRateLimited(retryAfter: number | null): VendorAnswer {
  return {
    status: 429,
    body: {
      status: 'throttle exceeded',
      message: 'Requests for this service are arriving too quickly.',
    },
    headers: retryAfter === null ? {} : { 'retry-after': String(retryAfter) },
  };
}

function accept(event: Fields, account: PagerDutyAccount, state: PagerDutyState): VendorAnswer {
  const action = String(event['event_action']);
  const key = String(event['dedup_key']);
  const note = (effect: string) => state.events.push({ action, key, effect });
  // "De-duplication": while an alert with the key is open a trigger joins it. After resolve the
  // same key opens a new incident.
  const open = state.incidents.find((each) => each.key === key && each.status !== 'resolved');
  // A key of the right shape that belongs to no service is accepted too, and nobody is woken.
  if (event['routing_key'] !== account.routingKey) note('dropped: unknown routing key');
  else if (action === 'trigger' && open) {
    note('joined');
    log(open, 'trigger_log_entry', 'Triggered again through the API.', account);
  } else if (action === 'trigger') {
    note('opened');
    const payload = event['payload'] as Fields;
    openIncident(
      state,
      {
        key,
        title: String(payload['summary']),
        details: payload['custom_details'],
        links: event['links'],
      },
      account,
    );
  } else if (!open) {
    // Acknowledging or resolving what is not open is accepted and does nothing.
    note('dropped: nothing open');
  } else {
    note(action);
    open.status = action === 'acknowledge' ? 'acknowledged' : 'resolved';
    log(open, `${action}_log_entry`, `${action} through the API.`, account);
  }
  return { status: 202, body: { status: 'success', message: 'Event processed', dedup_key: key } };
}

function checkEvent(event: Fields): void {
  const errors: string[] = [];
  checkKnown(event, documented.event, errors);
  checkRoutingKey(event, errors);
  const action = String(event['event_action']);
  if (!['trigger', 'acknowledge', 'resolve'].includes(action))
    errors.push("'event_action' must be trigger, acknowledge or resolve");
  // dedup_key: at most 255 characters; required to acknowledge and to resolve. A trigger without
  // one is allowed there, and can never be repeated safely: ours always has one.
  checkText(event, 'dedup_key', 255, errors);
  if (action === 'trigger') {
    if (isFields(event['payload'])) checkPayload(event['payload'], errors);
    else errors.push("'payload' is missing or blank");
    checkLinks(event['links'], errors);
  }
  if (errors.length > 0) throw refuse(...errors);
}

/** payload: summary (at most 1024 characters), source and severity are required. */
function checkPayload(payload: Fields, errors: string[]): void {
  checkKnown(payload, documented.payload, errors);
  checkText(payload, 'summary', 1024, errors);
  checkText(payload, 'source', Number.POSITIVE_INFINITY, errors);
  if (!severities.includes(String(payload['severity'])))
    errors.push("'payload.severity' is invalid");
  checkDetails(payload, errors);
}

/** The integration key of an Events API v2 integration: 32 letters and digits. */
function checkRoutingKey(event: Fields, errors: string[]): void {
  const routingKey = event['routing_key'];
  if (typeof routingKey !== 'string' || routingKey.length !== 32)
    errors.push("Length of 'routing_key' is incorrect (should be 32 characters)");
  else if (!/^[0-9A-Za-z]+$/.test(routingKey))
    errors.push("'routing_key' cannot contain non-alphanumeric characters.");
}

function checkDetails(payload: Fields, errors: string[]): void {
  const details = payload['custom_details'];
  if (details !== undefined && !isFields(details))
    errors.push("'custom_details' must be an object");
  const time = payload['timestamp'];
  if (time !== undefined && Number.isNaN(Date.parse(String(time))))
    errors.push("'timestamp' is not ISO 8601");
}

function checkText(fields: Fields, name: string, most: number, errors: string[]): void {
  const value = fields[name];
  if (typeof value !== 'string' || value === '') errors.push(`'${name}' is missing or blank`);
  else if (value.length > most) errors.push(`'${name}' is longer than ${most} characters`);
}

function checkKnown(fields: Fields, names: readonly string[], errors: string[]): void {
  for (const name of Object.keys(fields))
    if (!names.includes(name)) errors.push(`'${name}' is not a documented field`);
}

function checkLinks(links: unknown, errors: string[]): void {
  if (links === undefined) return;
  if (!Array.isArray(links)) {
    errors.push("'links' must be an array");
    return;
  }
  for (const link of links)
    if (!isFields(link) || !/^https?:\/\//.test(String(link['href'])))
      errors.push("'links' need an absolute 'href'");
}

function parse(body: Buffer): Fields {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    if (isFields(value)) return value;
  } catch {
    // said below
  }
  throw refuse('the event is not a JSON object');
}

function refuse(...errors: string[]): Refusal {
  return new Refusal(errors.join('; '), {
    status: 400,
    body: { status: 'invalid event', message: 'Event object is invalid', errors },
  });
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
