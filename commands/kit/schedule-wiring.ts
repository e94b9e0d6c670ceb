import { join } from 'node:path';
import { createDeliveryJournal } from '../../src/adapters/local/delivery-journal.js';
import { createFiles, type Files } from '../../src/adapters/local/files.js';
import { createIds } from '../../src/adapters/local/ids.js';
import { acquire, createLockDeps } from '../../src/adapters/local/process-lock.js';
import { createScheduleLedger } from '../../src/adapters/local/schedule-ledger.js';
import type { DeliverOnceDeps } from '../../src/announcements/deliver-once.js';
import type { Announcements, Mailer } from '../../src/announcements/ports.js';
import type { Today } from '../../src/contracts/today.js';
import { CatopsError } from '../../src/platform/errors.js';
import type { Host } from '../../src/platform/host.js';
import { type Zone, zoneOf } from '../../src/platform/zone.js';
import type { RollupJobsDeps } from '../../src/rollups/daily/rollup-jobs.js';
import { rollupJobs } from '../../src/rollups/daily/rollup-jobs.js';
import { readReport } from '../../src/rollups/read-report.js';
import { windowOf } from '../../src/rollups/reading/report-window.js';
import { rollUp } from '../../src/rollups/roll-up.js';
import type { Job } from '../../src/schedule/job.js';
import type { Claim } from '../../src/schedule/ledger.js';
import type { ScheduleDeps } from '../../src/schedule/run.js';
import { type TodayJobsDeps, todayJobs } from '../../src/today/today-jobs.js';
import { stateDirOf, zoneNameOf } from './incident-wiring.js';
import { mailerOf, recipientsOf } from './mail-wiring.js';
import { wireRollups } from './rollup-wiring.js';
import { parseDailyAt } from './schedule-settings.js';
import type { CliSettings } from './settings.js';

/** What decides how scheduled jobs are wired. */
export interface ScheduleOptions {
  readonly settings: CliSettings;
  /** `--practice`: the note goes to a file; records apart from the real ones. */
  readonly practice: boolean;
  readonly project: string;
  readonly dataDir: string;
  readonly version: string;
  /** What people have done today; null where the API has no database. */
  readonly today: () => Promise<Today | null>;
}

/** What `catops today` works with. */
export interface TodayWork extends Omit<TodayJobsDeps, 'note'> {
  /** Null: no chat is set up, as `missing` says. */
  readonly note: Announcements | null;
  readonly missing: readonly string[];
  readonly dataDir: string;
  /** The right to post by hand, one holder at a time on this machine; waits, then `busy` names the holder. */
  claim(signal: AbortSignal): Promise<Claim | { readonly busy: string }>;
}

/** What `catops rollup schedule` works with. */
export interface ScheduleWork {
  readonly deps: ScheduleDeps;
  /** In the order they come after each other. */
  readonly jobs: readonly Job[];
  readonly zone: Zone;
  /** Sentences on what is not set up. */
  readonly notes: readonly string[];
  close(): Promise<void>;
}

/** Who is told, as {@link scheduleWith} puts it together. */
export interface Tellers {
  readonly note: Announcements | null;
  readonly mailer: Mailer;
  readonly files: Files;
}

const rowsTold = 20;
/** How long somebody waits who posts while somebody else does. */
const longestWaitMs = 60_000;

/** The real one: durable records, Slack and mail as set up. */
export async function wireSchedule(host: Host, options: ScheduleOptions): Promise<ScheduleWork> {
  const files = createFiles();
  const note = await announcementsOf(host, options);
  return scheduleWith(host, options, { note, mailer: mailerOf(host, options, files), files });
}

/** The day so far, and where it is told. */
export async function wireToday(host: Host, options: ScheduleOptions): Promise<TodayWork> {
  const files = createFiles();
  return todayWith(host, options, { note: await announcementsOf(host, options), files });
}

/** The same over the given channel and disk. */
export function todayWith(
  host: Host,
  options: ScheduleOptions,
  { note, files }: Pick<Tellers, 'note' | 'files'>,
): TodayWork {
  const { settings, dataDir } = options;
  const locks = createLockDeps(files, host.clock);
  const byHand = join(scheduleDir(host, options), '.today-by-hand');
  return {
    ...{ read: options.today, note, missing: noteMissing(options), dataDir },
    claim: (signal) => acquire(locks, byHand, longestWaitMs, signal),
    delivery: deliveryOf(host, options, files),
    service: settings.service,
    zone: zoneNamed(zoneNameOf(settings)),
  };
}

/** Notes and mails, each sent once. */
function deliveryOf(host: Host, options: ScheduleOptions, files: Files): DeliverOnceDeps {
  const { requestTimeoutMs, lookAgainMs } = options.settings;
  return {
    clock: host.clock,
    journal: createDeliveryJournal(join(scheduleDir(host, options), 'deliveries'), files),
    lag: { requestTimeoutMs, lookAgainMs },
  };
}

function scheduleDir(host: Host, options: ScheduleOptions): string {
  return join(stateDirOf(host, options), 'schedule');
}

/** Jobs over the given channels and disk. */
export async function scheduleWith(
  host: Host,
  options: ScheduleOptions,
  { note, mailer, files }: Tellers,
): Promise<ScheduleWork> {
  const { settings } = options;
  const { service, engine, lateMs } = settings;
  const { clock } = host;
  const directory = scheduleDir(host, options);
  const rollups = await wireRollups(host, options);
  const recipients = recipientsOf(settings);
  const weekly = recipientsOf({ ...settings, mailTo: settings.weeklyMailTo });
  const today = todayWith(host, options, { note, files });
  const { zone, delivery } = today;
  const jobsDeps: RollupJobsDeps = {
    rollUp: (request, signal) =>
      rollUp(rollups.deps, { ...request, force: false, dayTables: false }, signal),
    report: (from, to, signal) =>
      readReport(
        rollups,
        {
          ...{ service, engine, window: windowOf(from, to), by: 'route', route: null },
          ...{ top: rowsTold, compare: 'previous-week', scanned: null },
        },
        signal,
      ),
    channels: {
      note,
      mail: recipients && { mailer, ...recipients },
      weekMail: weekly && { mailer, ...weekly },
    },
    delivery,
    service,
    zone,
    lateMs,
    dailyDelayMs: parseDailyAt(settings.dailyAt),
  };
  return {
    deps: {
      clock,
      ledger: createScheduleLedger({ directory, clock, files }),
      fraction: createIds().fraction,
    },
    jobs: [
      ...rollupJobs(jobsDeps),
      ...(note ? todayJobs({ ...today, note }, settings.todayAt) : []),
    ],
    zone,
    notes: [
      ...noteMissing(options),
      ...(recipients ? [] : ['Mail goes to nobody: CATOPS_MAIL_TO is none.']),
    ],
    close: rollups.close,
  };
}

function zoneNamed(name: string): Zone {
  const zone = zoneOf(name);
  if (zone) return zone;
  const hint = 'set CATOPS_TIME_ZONE to Europe/Berlin, UTC or GMT+11';
  throw new CatopsError('config-invalid', `"${name}" is no time zone.`, { hint });
}

/** Null when it is not set up. */
export async function announcementsOf(
  host: Host,
  options: ScheduleOptions,
): Promise<Announcements | null> {
  const { settings } = options;
  const { noteChannel: channel, slackToken: token, slackUrl: url } = settings;
  if (options.practice) {
    const adapter = await import('../../src/adapters/local/practice/practice-announcements.js');
    return adapter.createPracticeAnnouncements({ directory: stateDirOf(host, options) });
  }
  if (channel === undefined || token === undefined) return null;
  const { createSlackAnnouncements } = await import('../../src/adapters/slack/announcements.js');
  return createSlackAnnouncements({
    ...{ url, token, channel, fetch: host.fetch },
    timeoutMs: settings.requestTimeoutMs,
  });
}

function noteMissing({ settings, practice }: ScheduleOptions): readonly string[] {
  if (practice) return [];
  if (settings.noteChannel === undefined) return ['No notes: CATOPS_NOTE_CHANNEL is not set.'];
  return settings.slackToken === undefined ? ['No notes: CATOPS_SLACK_TOKEN is not set.'] : [];
}
