import { onCallContract } from '../../testing/contracts/on-call-contract.js';
import { live, liveSecret } from '../../testing/live.js';
import { createPagerDutyOnCall } from './on-call.js';

// Opens, acknowledges and resolves pages of the lowest severity: use a service that wakes nobody.
live(
  'PagerDuty itself',
  ['CATOPS_PAGERDUTY_ROUTING_KEY', 'CATOPS_PAGERDUTY_TOKEN', 'CATOPS_PAGERDUTY_SERVICES'],
  (value) => {
    onCallContract('PagerDuty itself', async () => {
      const subject = createPagerDutyOnCall({
        eventsUrl: process.env['CATOPS_PAGERDUTY_EVENTS_URL'] ?? 'https://events.pagerduty.com',
        apiUrl: process.env['CATOPS_PAGERDUTY_API_URL'] ?? 'https://api.pagerduty.com',
        routingKey: liveSecret(value('CATOPS_PAGERDUTY_ROUTING_KEY')),
        token: liveSecret(value('CATOPS_PAGERDUTY_TOKEN')),
        from: process.env['CATOPS_PAGERDUTY_FROM'],
        services: value('CATOPS_PAGERDUTY_SERVICES').split(','),
      });
      return { subject, close: async () => undefined };
    });
  },
);
