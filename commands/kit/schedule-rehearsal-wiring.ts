import { createFiles } from '../../src/adapters/local/files.js';
import { createRehearsedFiles } from '../../src/adapters/local/incident-store/rehearsed-files.js';
import { createRequestRecorder } from '../../src/adapters/rehearsal/request-recorder.js';
import { sendGridStandIn, slackStandIn } from '../../src/adapters/rehearsal/stand-ins.js';
import type { Announcements, Mailer } from '../../src/announcements/ports.js';
import type { Host } from '../../src/platform/host.js';
import type { Job, Period } from '../../src/schedule/job.js';
import { indexOf, periodAt } from '../../src/schedule/periods.js';
import { readStatus } from '../../src/schedule/status.js';
import { mailerOf, outboxOf } from './mail-wiring.js';
import type { Preview, PreviewRequest } from './preview.js';
import { maskSecrets } from './rehearsal-wiring.js';
import {
  announcementsOf,
  type ScheduleOptions,
  scheduleWith,
  todayWith,
} from './schedule-wiring.js';
import { postTodayReply } from './today-reply.js';

const slack = 'Slack';
const sendGrid = 'SendGrid';

/** What the requests of a job are for; of any other job they are a note on today. */
const whatIsTold: Readonly<Record<string, string>> = {
  'rollup-note': 'daily note',
  'rollup-mail': 'daily report',
  'rollup-week': 'weekly report',
};

/**
 * What `catops rollup schedule` would run and send now. Notes and mails go to stand-ins on this machine
 * with masked credentials; whatever is written stays in memory, and nothing is rolled up.
 */
export async function rehearseSchedule(host: Host, options: ScheduleOptions): Promise<Preview> {
  const recorder = createRequestRecorder();
  const mails: PreviewRequest[] = [];
  let told = '';
  const files = createRehearsedFiles(createFiles());
  const { practice, settings } = options;
  try {
    const stoodIn: ScheduleOptions = {
      ...options,
      settings: {
        ...maskSecrets(settings),
        slackUrl: await recorder.stand(slack, settings.slackUrl, slackStandIn),
        sendgridUrl: await recorder.stand(sendGrid, settings.sendgridUrl, sendGridStandIn),
      },
    };
    const note = practice ? notedChannel(mails, () => told) : await announcementsOf(host, stoodIn);
    const leaves = !practice && settings.mailBy === 'sendgrid';
    const mailer = leaves
      ? mailerOf(host, stoodIn, files)
      : notedMailer(outboxOf(host, options, files), mails, () => told);
    const work = await scheduleWith(host, options, { note, mailer, files });
    try {
      const status = await readStatus(work.deps, work.jobs);
      for (const [index, job] of work.jobs.entries()) {
        if (!tells(job)) continue;
        told = whatIsTold[job.name] ?? 'note on today';
        for (const target of [slack, sendGrid]) recorder.label(target, told);
        for (const id of status[index]?.owed ?? []) await job.run(periodOf(job, id), host.signal);
      }
      return {
        summary: 'Nothing was run or sent. Due now:',
        wakes: [],
        notes: [
          ...status.map(
            ({ job, owed, nextDueAt }) => `${job}: ${spanOf(owed)}; next at ${nextDueAt}`,
          ),
          ...work.notes,
          'What would be sent, with the figures that are rolled up so far:',
        ],
        requests: [...recorder.writes(), ...mails],
      };
    } finally {
      await work.close();
    }
  } finally {
    await recorder.close();
  }
}

/** What `catops today post` would send now; the same stands in, and nothing is written down. */
export async function rehearseToday(host: Host, options: ScheduleOptions): Promise<Preview> {
  const recorder = createRequestRecorder();
  const notes: PreviewRequest[] = [];
  const { practice, settings } = options;
  try {
    const slackUrl = await recorder.stand(slack, settings.slackUrl, slackStandIn);
    recorder.label(slack, 'note on today');
    const stoodIn = { ...options, settings: { ...maskSecrets(settings), slackUrl } };
    const note = practice
      ? notedChannel(notes, () => 'note on today')
      : await announcementsOf(host, stoodIn);
    const files = createRehearsedFiles(createFiles());
    await postTodayReply(todayWith(host, options, { note, files }), host.signal);
    return {
      summary: 'Nothing was posted. Would post now:',
      ...{ wakes: [], notes: [], requests: [...recorder.writes(), ...notes] },
    };
  } finally {
    await recorder.close();
  }
}

/** The others work on the tables, and a rehearsal does not. */
function tells({ name }: Job): boolean {
  return name !== 'rollup-hours' && name !== 'rollup-days';
}

function periodOf({ cadence }: Job, id: string): Period {
  return periodAt(cadence, indexOf(cadence, id) ?? 0);
}

function spanOf(owed: readonly string[]): string {
  const [first, last] = [owed[0], owed.at(-1)];
  if (first === undefined) return 'nothing';
  return first === last ? first : `${first} to ${last} (${owed.length})`;
}

/** An outbox that takes notes: what it would be given is there to read. */
function notedMailer(outbox: Mailer, mails: PreviewRequest[], told: () => string): Mailer {
  return {
    ...outbox,
    send: async (mail, signal) => {
      const sent = await outbox.send(mail, signal);
      const url = sent.kind === 'done' ? (sent.value.url ?? '') : '';
      const { from, to, subject, text } = mail;
      const body = { from, to, subject, text };
      mails.push({ target: outbox.name, does: told(), method: 'write', url, body });
      return sent;
    },
  };
}

function notedChannel(noted: PreviewRequest[], told: () => string): Announcements {
  return {
    name: 'practice',
    post: async ({ marker, markup }) => {
      const body = { marker, markup };
      noted.push({ target: 'practice', does: told(), method: 'write', url: '', body });
      return { kind: 'done', value: { id: marker, url: null } };
    },
    find: async () => ({ kind: 'done', value: null }),
  };
}
