import { command } from '../kit/command.js';
import { flag } from '../kit/flags.js';
import { scanFlags } from '../kit/rollup-flags.js';
import { timeFlags } from '../kit/shared-flags.js';

export const rollupSchedule = command({
  path: 'rollup schedule',
  summary: 'Roll up each hour and each day, and tell days and weeks to Slack and by mail.',
  description:
    'Runs until Ctrl-C: each hour at twenty past, each day at CATOPS_DAILY_AT (UTC), then the daily ' +
    'note and the report by mail, each once; the day so far at CATOPS_TODAY_AT, and a week by mail ' +
    'where CATOPS_WEEKLY_MAIL_TO is set. What was missed is caught up, oldest first: 48 hours, ' +
    '35 days, the notes and mails of 3 days; what is older is said. Any number may run.',
  effect: 'write',
  flags: {
    once: flag.toggle('catch up what is due and end; 6 when something failed'),
    list: flag.toggle('only show how the jobs stand'),
    practice: flag.toggle('the note goes to a file; reaches nobody'),
    dataDir: flag.text('directory of logs and rolled-up tables', { placeholder: 'dir' }),
    ...scanFlags,
    ...timeFlags,
  },
  examples: [
    'catops rollup schedule',
    'catops rollup schedule --once --json',
    'catops rollup schedule --list',
    'catops rollup schedule --dry-run',
  ],
  async run({ flags, wiring, dryRun, host, say }) {
    const [{ utc }, { countRun, scheduleReply }, { tableWidthOf }] = await Promise.all([
      import('../../src/platform/zone.js'),
      import('../kit/schedule-reply.js'),
      import('../kit/terminal.js'),
    ]);
    if (dryRun && !flags.list) {
      const { previewReply } = await import('../kit/preview.js');
      return previewReply(await wiring.rehearseSchedule());
    }
    const [{ runSchedule }, { readStatus }, { scheduleLine }] = await Promise.all([
      import('../../src/schedule/run-schedule.js'),
      import('../../src/schedule/status.js'),
      import('../views/schedule-lines.js'),
    ]);
    const { deps, jobs, zone, notes, close } = await wiring.schedule();
    const layout = { zone: flags.utc ? utc : zone, width: tableWidthOf(host.stdout) };
    try {
      if (flags.list) return scheduleReply(await readStatus(deps, jobs), null, notes, layout);
      for (const note of notes) say(note);
      const counts = { once: flags.once, done: 0, failed: 0 };
      await runSchedule(deps, jobs, {
        once: flags.once,
        signal: host.signal,
        onEvent: (event) => {
          countRun(counts, event);
          const line = scheduleLine(event);
          if (line !== null) say(line);
        },
      });
      // Ctrl-C is how it ends, unless it was to end by itself.
      if (flags.once) host.signal.throwIfAborted();
      return scheduleReply(await readStatus(deps, jobs), counts, notes, layout);
    } finally {
      await close();
    }
  },
});
