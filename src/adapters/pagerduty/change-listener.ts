import type { ChangeListener, ToldChange } from '../../environments/change-listener.js';
import { cutText } from '../../platform/vendor-failure.js';
import { createPagerDutyClient, type PagerDutyAccess } from './client.js';

const longestSummary = 1024;

/**
 * Change events of PagerDuty: whoever is woken later sees what was changed shortly before. One
 * attempt: there is no key that would make two of one, and nobody waits for it.
 */
export function createPagerDutyChanges(options: PagerDutyAccess): ChangeListener {
  const client = createPagerDutyClient(options);
  return {
    name: 'PagerDuty',
    tell: async (told, signal) => {
      const outcome = await client.change(eventOf(told), signal);
      return outcome.kind === 'done' ? null : outcome.message;
    },
    requests: async (told) => [
      {
        ...{ target: 'PagerDuty', does: `tell that the change has ${told.step}`, method: 'POST' },
        url: new URL('/v2/change/enqueue', options.eventsUrl).href,
        body: { routing_key: '[secret]', ...eventOf(told) },
      },
    ],
  };
}

function eventOf({ environment, kind, at, actor, summary, from, to, step }: ToldChange): object {
  const details = { kind, step, actor, ...(from && { from }), ...(to && { to }) };
  return {
    payload: {
      summary: cutText(summary, longestSummary),
      source: environment,
      timestamp: at,
      custom_details: details,
    },
  };
}
