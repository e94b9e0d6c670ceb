import { command } from './kit/command.js';
import { flag } from './kit/flags.js';

export const mail = command({
  path: 'mail',
  summary: 'Mail an HTML report of catops, as text and HTML.',
  description:
    'Mails what rollup --html, loadtest and incident report --format html write, by CATOPS_MAIL. Drawings are left ' +
    'out by some mail programs; the tables beside them are not. The same report goes to the same people once a day.',
  effect: 'write',
  args: [{ name: 'file', doc: 'the report; - reads it from standard input', required: true }],
  flags: {
    to: flag.text('who gets it, separated by commas (default: CATOPS_MAIL_TO)', {
      placeholder: 'addresses',
    }),
    subject: flag.text("one line (default: the report's title)", { placeholder: 'text' }),
  },
  examples: [
    'catops mail report.html --to ada@example.com',
    'catops rollup --date yesterday --html - | catops mail -',
    'catops incident report INC-2026-001 --format html | catops mail - --to team@example.com',
  ],
  run: async (invocation) => {
    const { mailReport } = await import('./kit/mail-report.js');
    return mailReport(invocation);
  },
});
