import { command } from './kit/command.js';

export const today = command({
  path: 'today',
  summary: 'Show who signed up today, what was voted, and which pictures people like.',
  description:
    'Since 00:00 UTC, beside yesterday until the same time, from the database of the API. Of each voter the newest ' +
    'vote counts. For days that are over: catops rollup.',
  effect: 'read',
  flags: {},
  examples: ['catops today', 'catops today --json'],
  async run({ wiring }) {
    const { todayReply } = await import('./kit/today-reply.js');
    return todayReply(await wiring.today());
  },
});
