import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type LoopbackPagerDuty,
  startLoopbackPagerDuty,
} from '../../adapters/pagerduty/loopback/server.js';
import { type LoopbackSlack, startLoopbackSlack } from '../../adapters/slack/loopback/server.js';
import { type LoopbackTrello, startLoopbackTrello } from '../../adapters/trello/loopback/server.js';
import { builtFile } from '../../testing/built.js';

/** All vendors on loopback, an empty state directory, and the environment of the built command. */
export interface Site {
  readonly pager: LoopbackPagerDuty;
  readonly slack: LoopbackSlack;
  readonly trello: LoopbackTrello;
  readonly stateDir: string;
  readonly env: Record<string, string>;
}

export async function openSite(): Promise<Site> {
  const [pager, slack, trello, stateDir] = await Promise.all([
    startLoopbackPagerDuty(),
    startLoopbackSlack(),
    startLoopbackTrello(),
    mkdtemp(join(tmpdir(), 'catops-site-')),
  ]);
  const vendors = { pager, slack, trello };
  return { ...vendors, stateDir, env: environment(vendors, stateDir) };
}

export async function closeSite({ pager, slack, trello, stateDir }: Site): Promise<void> {
  await Promise.all([pager.close(), slack.close(), trello.close()]);
  await rm(stateDir, { recursive: true, force: true });
}

const program = fileURLToPath(builtFile('catops.js'));

/** Starts the built command; the caller ends it or waits for it. */
export function start(site: Pick<Site, 'env' | 'stateDir'>, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [program, ...args], {
    env: site.env,
    cwd: site.stateDir,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Runs the built command to its end, at most 90 seconds. */
export async function run(
  site: Pick<Site, 'env' | 'stateDir'>,
  args: readonly string[],
): Promise<{ code: number | null; out: string; err: string }> {
  const child = start(site, args);
  let out = '';
  let err = '';
  child.stdout?.on('data', (chunk) => {
    out += String(chunk);
  });
  child.stderr?.on('data', (chunk) => {
    err += String(chunk);
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), 90_000);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearTimeout(timer);
  return { code, out, err };
}

function environment(
  { pager, slack, trello }: Pick<Site, 'pager' | 'slack' | 'trello'>,
  stateDir: string,
): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: stateDir,
    CATOPS_STATE_DIR: stateDir,
    CATOPS_OPERATOR: 'ada@example.com',
    CATOPS_PAGERDUTY_ROUTING_KEY: pager.account.routingKey,
    CATOPS_PAGERDUTY_TOKEN: pager.account.apiToken,
    CATOPS_PAGERDUTY_FROM: 'ada@example.com',
    CATOPS_PAGERDUTY_SERVICES: pager.account.service.id,
    CATOPS_PAGERDUTY_EVENTS_URL: pager.url,
    CATOPS_PAGERDUTY_API_URL: pager.url,
    CATOPS_SLACK_TOKEN: slack.account.token,
    CATOPS_SLACK_URL: slack.url,
    CATOPS_TRELLO_KEY: trello.account.key,
    CATOPS_TRELLO_TOKEN: trello.account.token,
    CATOPS_TRELLO_BOARD: trello.internal.id,
    CATOPS_TRELLO_URL: trello.url,
    // Vendors on loopback need no longer, and a proof waits for these again and again.
    CATOPS_FOREGROUND: '6s',
    CATOPS_REQUEST_TIMEOUT: '4s',
    CATOPS_LOOK_AGAIN: '200ms',
  };
}
