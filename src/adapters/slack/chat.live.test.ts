import { chatContract } from '../../testing/contracts/chat-contract.js';
import { live, liveSecret } from '../../testing/live.js';
import { createSlackChat } from './chat.js';

// Posts test messages to the channel named; nothing is deleted afterwards.
live('Slack itself', ['CATOPS_SLACK_TOKEN', 'CATOPS_SLACK_CHANNEL'], (value) => {
  chatContract('Slack itself, one channel', async () => ({
    subject: createSlackChat({
      url: process.env['CATOPS_SLACK_URL'] ?? 'https://slack.com',
      token: liveSecret(value('CATOPS_SLACK_TOKEN')),
      channel: value('CATOPS_SLACK_CHANNEL'),
      fetch,
    }),
    close: async () => undefined,
  }));
});

// Makes a channel for each test and leaves it: CATOPS_LIVE_CHANNELS=1 says that this is meant.
live('Slack itself, with channels', ['CATOPS_SLACK_TOKEN', 'CATOPS_LIVE_CHANNELS'], (value) => {
  chatContract('Slack itself, own channels', async () => ({
    subject: createSlackChat({
      url: process.env['CATOPS_SLACK_URL'] ?? 'https://slack.com',
      token: liveSecret(value('CATOPS_SLACK_TOKEN')),
      fetch,
    }),
    close: async () => undefined,
  }));
});
