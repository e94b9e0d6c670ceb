import { mailSettings } from '../../src/platform/mail-settings.js';
import { parseMailbox } from '../../src/platform/mailbox.js';
import { setting } from '../../src/platform/settings.js';

/** Settings of what runs by the clock: when, and who is told. */
export const scheduleSettings = {
  dailyAt: setting.parsed({
    env: 'CATOPS_DAILY_AT',
    key: 'rollups.dailyAt',
    fallback: '00:30',
    parse: (text) => {
      parseDailyAt(text);
      return text;
    },
    doc: 'When the day before is rolled up and told, UTC, from `00:20` to `23:59`',
  }),
  noteChannel: setting.text({
    env: 'CATOPS_NOTE_CHANNEL',
    key: 'slack.noteChannel',
    doc: 'Id of the Slack channel that gets the daily note and the one on today',
  }),
  todayAt: setting.parsed({
    env: 'CATOPS_TODAY_AT',
    key: 'slack.todayAt',
    fallback: ['16:00'] as readonly string[],
    parse: parseTimes,
    doc: 'When `catops rollup schedule` posts the day so far, UTC, separated by commas; `off` is never',
  }),
  mailFrom: setting.parsed({
    env: 'CATOPS_MAIL_FROM',
    key: 'mail.from',
    fallback: 'catops <catops@localhost>',
    parse: checkedMailbox,
    doc: 'Sender of mail, such as `catops <catops@example.com>`',
  }),
  mailBy: { ...mailSettings.mailBy, key: 'mail.by' },
  sendgridKey: mailSettings.sendgridKey,
  sendgridUrl: { ...mailSettings.sendgridUrl, key: 'mail.sendgridUrl' },
  mailTo: setting.parsed({
    env: 'CATOPS_MAIL_TO',
    key: 'mail.to',
    fallback: ['root@localhost'] as readonly string[],
    parse: parseRecipients,
    doc: 'Who gets the daily report by mail, separated by commas; `none` is nobody',
  }),
  weeklyMailTo: setting.parsed({
    env: 'CATOPS_WEEKLY_MAIL_TO',
    key: 'mail.weeklyTo',
    fallback: [] as readonly string[],
    parse: parseRecipients,
    doc: 'Who gets the report of each week, Monday to Sunday, by mail, separated by commas; `none` is nobody',
  }),
  outbox: setting.text({
    env: 'CATOPS_OUTBOX_DIR',
    key: 'mail.outbox',
    doc: 'Directory that mail is put into, as `.eml` files (default `outbox` of the state directory)',
  }),
} as const;

const minuteMs = 60_000;
/** An hour may still get files that are on time until then. */
const earliestMinute = 20;

/** Milliseconds from the end of a day to `00:30` of the next one; throws what would be right. */
export function parseDailyAt(text: string): number {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  const minute = Number(hours) * 60 + Number(minutes);
  if (minute >= earliestMinute) return minute * minuteMs;
  throw new RangeError(`"${text}" is no time of day from 00:20 to 23:59`);
}

/** Times of day, each once and in order. */
function parseTimes(text: string): readonly string[] {
  if (text.trim() === 'off') return [];
  const times = setting.list({ env: '', doc: '' }).parse(text);
  const wrong = times.find((time) => !/^([01]\d|2[0-3]):[0-5]\d$/.test(time));
  if (wrong === undefined && times.length > 0) return [...new Set(times)].sort();
  throw new RangeError(`"${wrong ?? text}" is no time of day such as 16:00, nor off`);
}

function parseRecipients(text: string): readonly string[] {
  if (text.trim() === 'none') return [];
  return setting.list({ env: '', doc: '' }).parse(text).map(checkedMailbox);
}

function checkedMailbox(text: string): string {
  parseMailbox(text);
  return text;
}
