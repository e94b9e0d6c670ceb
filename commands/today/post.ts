import { command } from '../kit/command.js';
import { flag } from '../kit/flags.js';

export const todayPost = command({
  path: 'today post',
  summary: 'Post in the chat what catops today shows.',
  description:
    'Now, to CATOPS_NOTE_CHANNEL. By itself catops rollup schedule posts it at CATOPS_TODAY_AT.',
  effect: 'write',
  flags: { practice: flag.toggle('the note goes to a file; reaches nobody') },
  examples: ['catops today post --dry-run', 'catops today post'],
  async run({ wiring, dryRun, host }) {
    if (dryRun) {
      const { previewReply } = await import('../kit/preview.js');
      return previewReply(await wiring.rehearseToday());
    }
    const { postTodayReply } = await import('../kit/today-reply.js');
    return postTodayReply(await wiring.today(), host.signal);
  },
});
