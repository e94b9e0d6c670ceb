import { type LoopbackVendor, startLoopbackVendor } from '../../../testing/loopback-vendor.js';
import { type PagerDutyAccount, testAccount } from './account.js';
import { createChangeRules, createEventsRules, eventsRateLimited } from './events-rules.js';
import { createRestRules, restRateLimited } from './rest-rules.js';
import { createState, log, type PagerDutyState } from './state.js';

/** PagerDuty on 127.0.0.1: Events API v2 and REST API v2 under one address. */
export interface LoopbackPagerDuty extends LoopbackVendor, PagerDutyState {
  readonly account: PagerDutyAccount;
  /** How many times somebody was woken: incidents opened, not events received. */
  pages(): number;
  /** A human being acknowledges on the telephone. */
  acknowledgeByHand(incident: string, email: string): void;
}

/** Starts it. Its rules are those of developer.pagerduty.com, each cited where it is checked. */
export async function startLoopbackPagerDuty(
  given: Partial<PagerDutyAccount> = {},
): Promise<LoopbackPagerDuty> {
  const account = { ...testAccount, ...given };
  const state = createState();
  const events = createEventsRules(account, state);
  const changes = createChangeRules(account, state);
  const rest = createRestRules(account, state);
  const vendor = await startLoopbackVendor({
    name: 'PagerDuty',
    handle: (request) => {
      if (request.route === 'POST /v2/change/enqueue') return changes(request);
      return request.route === 'POST /v2/enqueue' ? events(request) : rest(request);
    },
    rateLimited: (seconds, route) =>
      route.startsWith('POST /v2/') ? eventsRateLimited(seconds) : restRateLimited(seconds),
    failed: () => ({
      status: 500,
      body: { error: { message: 'Internal Server Error', code: 2000 } },
    }),
    unknown: () => ({ status: 404, body: { error: { message: 'Not Found', code: 2100 } } }),
  });
  // One object: `lagMs` set on it is seen by the rules.
  return Object.assign(state, vendor, {
    account,
    pages: () => state.incidents.length,
    acknowledgeByHand: (id: string, email: string) => {
      const incident = state.incidents.find((each) => each.id === id);
      if (!incident) throw new Error(`No incident ${id}.`);
      incident.status = 'acknowledged';
      log(incident, 'acknowledge_log_entry', 'Acknowledged by phone.', account, email);
    },
  });
}
