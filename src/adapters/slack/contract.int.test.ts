import { Secret } from '../../platform/secret.js';
import { announcementsContract } from '../../testing/contracts/announcements-contract.js';
import { chatContract } from '../../testing/contracts/chat-contract.js';
import { createSlackAnnouncements } from './announcements.js';
import { createSlackChat } from './chat.js';
import { startLoopbackSlack } from './loopback/server.js';

for (const shared of [false, true])
  chatContract(`Slack on loopback, ${shared ? 'one channel' : 'own channels'}`, async () => {
    const vendor = await startLoopbackSlack();
    const { account, url } = vendor;
    const channel = shared ? vendor.addChannel('incidents').id : undefined;
    const subject = createSlackChat({ url, token: new Secret(account.token), fetch, channel });
    const close = async () => {
      await vendor.close();
      vendor.verify();
    };
    return { subject, close };
  });

announcementsContract('Slack on loopback', async () => {
  const vendor = await startLoopbackSlack();
  const { account, url } = vendor;
  const channel = vendor.addChannel('cats-daily').id;
  const token = new Secret(account.token);
  const subject = createSlackAnnouncements({ url, token, fetch, channel });
  const close = async () => {
    await vendor.close();
    vendor.verify();
  };
  return { subject, close };
});
