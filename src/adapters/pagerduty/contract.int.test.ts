import { Secret } from '../../platform/secret.js';
import { onCallContract } from '../../testing/contracts/on-call-contract.js';
import { startLoopbackPagerDuty } from './loopback/server.js';
import { createPagerDutyOnCall } from './on-call.js';

onCallContract('PagerDuty on loopback', async () => {
  const vendor = await startLoopbackPagerDuty();
  const { account, url } = vendor;
  const subject = createPagerDutyOnCall({
    eventsUrl: url,
    apiUrl: url,
    routingKey: new Secret(account.routingKey),
    token: new Secret(account.apiToken),
    from: 'ada@example.com',
    services: [account.service.id],
  });
  const close = async () => {
    await vendor.close();
    vendor.verify();
  };
  return { subject, close };
});
