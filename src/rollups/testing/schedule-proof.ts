import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type LoopbackSlack, startLoopbackSlack } from '../../adapters/slack/loopback/server.js';
import type { Ledger } from '../../schedule/ledger.js';
import { builtFile } from '../../testing/built.js';
import type { Fault } from '../../testing/loopback-faults.js';
import { dailyJobs, oweThreeDays } from './owe-three-days.js';

// The proof that a day is told once: two built schedulers over one state directory, against a Slack
// that takes notes and gives no answer, killed with SIGKILL while they work and started again.

export interface ScheduleProofResult {
  readonly sites: number;
  readonly kills: number;
  /** Faults that Slack was told to have. */
  readonly faults: number;
  /** Notes that were found where a killed process or a lost answer had left them. */
  readonly found: number;
  /** One sentence for each thing that was there twice, or not at all. */
  readonly violations: readonly string[];
}

interface Site {
  readonly slack: LoopbackSlack;
  readonly directory: string;
  readonly ledger: Ledger;
  readonly env: Record<string, string>;
}

interface Tally {
  sites: number;
  kills: number;
  faults: number;
  found: number;
  readonly violations: string[];
}

const program = fileURLToPath(builtFile('catops.js'));
const killsASite = 5;

/** Kills until it has killed often enough, then answers what Slack and the outbox hold. */
export async function proveScheduleKills(options: {
  readonly kills: number;
  readonly concurrency: number;
  readonly random: () => number;
}): Promise<ScheduleProofResult> {
  const tally: Tally = { sites: 0, kills: 0, faults: 0, found: 0, violations: [] };
  let planned = 0;
  const worker = async (): Promise<void> => {
    while (planned < options.kills) {
      planned += killsASite;
      await proveSite(options.random, tally);
    }
  };
  await Promise.all(Array.from({ length: options.concurrency }, worker));
  return tally;
}

async function proveSite(random: () => number, tally: Tally): Promise<void> {
  const site = await openSite(random, tally);
  try {
    const schedulers = [start(site, []), start(site, [])];
    let kills = 0;
    while (kills < killsASite) {
      await momentToKill(site, random);
      // One of them, so that the other takes over; or both, so that nobody is left who knows.
      const first = random() < 0.5 ? 0 : 1;
      const victims = random() < 0.4 ? [first, 1 - first] : [first];
      const ends = victims.map((victim) => ended(schedulers[victim], 'SIGKILL'));
      kills += (await Promise.all(ends)).filter((end) => end === 'SIGKILL').length;
      for (const victim of victims) schedulers[victim] = start(site, []);
    }
    tally.kills += kills;
    await Promise.all(schedulers.map((child) => ended(child, 'SIGTERM')));
    // Catches up what failed or was cut off, without the pauses between attempts.
    for (let round = 0; round < 3; round += 1)
      if ((await ended(start(site, ['--once']), null)) === 0) break;
    tally.sites += 1;
    await judge(site, tally);
  } finally {
    await site.slack.close();
    await rm(site.directory, { recursive: true, force: true });
  }
}

/** Three days are owed to each channel. */
async function openSite(random: () => number, tally: Tally): Promise<Site> {
  const directory = await mkdtemp(join(tmpdir(), 'catops-schedule-proof-'));
  const slack = await startLoopbackSlack();
  const channel = slack.addChannel('cats-daily').id;
  slack.slow({ before: random() * 60, after: random() * 60 });
  for (const fault of lostAnswers.filter(() => random() < 0.6)) {
    slack.fail('POST /api/chat.postMessage', fault, { after: Math.floor(random() * 3) });
    tally.faults += 1;
  }
  const { ledger, dailyAt } = await oweThreeDays(directory);
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: directory,
    CATOPS_STATE_DIR: directory,
    CATOPS_DATA_DIR: join(directory, 'data'),
    CATOPS_DAILY_AT: dailyAt,
    CATOPS_TODAY_AT: 'off',
    CATOPS_SLACK_URL: slack.url,
    CATOPS_SLACK_TOKEN: slack.account.token,
    CATOPS_NOTE_CHANNEL: channel,
    CATOPS_REQUEST_TIMEOUT: '1500ms',
    CATOPS_LOOK_AGAIN: '200ms',
  };
  return { slack, directory, ledger, env };
}

/** After these the note is there, and its sender cannot know. */
const lostAnswers: readonly Fault[] = ['hang-after-work', 'reset-after-work', 'error-after-work'];

/** While Slack works on a request, or at a random time. */
async function momentToKill({ slack }: Site, random: () => number): Promise<void> {
  const wanted = slack.requests.length + 1 + Math.floor(random() * 2);
  const turns = random() < 0.25 ? random() * 60 : 300;
  for (let turn = 0; turn < turns && slack.requests.length < wanted; turn += 1) await sleep(10);
  await sleep(random() * 60);
}

function start({ directory, env }: Site, args: readonly string[]): ChildProcess {
  const stdio = ['ignore', 'ignore', 'ignore'] as const;
  const command = [program, 'rollup', 'schedule', ...args];
  return spawn(process.execPath, command, { env, cwd: directory, stdio: [...stdio] });
}

/** How a process ended, told to by a signal. */
async function ended(
  child: ChildProcess | undefined,
  signal: NodeJS.Signals | null,
): Promise<number | NodeJS.Signals | null> {
  if (!child) return null;
  if (child.exitCode === null && child.signalCode === null) {
    const gone = new Promise((resolve) => child.once('close', resolve));
    if (signal) child.kill(signal);
    await gone;
  }
  return child.exitCode ?? child.signalCode;
}

async function judge({ slack, directory, ledger }: Site, tally: Tally): Promise<void> {
  const expect = (what: string, found: readonly unknown[], most: number) => {
    if (found.length === most && new Set(found).size === most) return;
    tally.violations.push(`${what}: ${JSON.stringify(found)}, not ${most}: ${directory}`);
  };
  const markers = slack.messages.map(({ metadata }) => JSON.stringify(metadata?.event_payload));
  expect('notes', markers, 3);
  const mails = (await readdir(join(directory, 'outbox'))).filter((name) => !name.startsWith('.'));
  expect('mails', mails, 3);
  for (const job of dailyJobs) {
    const { done, failing } = await ledger.read(job);
    expect(
      `${job} done`,
      done.map(({ period }) => period),
      3,
    );
    expect(`${job} failing`, failing, 0);
    tally.found += done.filter(({ said }) => said.includes('it was there already')).length;
  }
  for (const { rule } of slack.refusals) tally.violations.push(`Slack refused: ${rule}`);
}
