import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type LoopbackPagerDuty,
  startLoopbackPagerDuty,
} from '../../src/adapters/pagerduty/loopback/server.js';
import {
  type LoopbackSlack,
  startLoopbackSlack,
} from '../../src/adapters/slack/loopback/server.js';
import {
  type LoopbackTrello,
  startLoopbackTrello,
} from '../../src/adapters/trello/loopback/server.js';
import { builtFile } from '../../src/testing/built.js';

/** How a command ended. */
export interface Ended {
  readonly exit: number | null;
  readonly out: string;
  readonly err: string;
  readonly ms: number;
  /** Standard output as JSON. */
  json(): Record<string, unknown>;
}

/** A command that runs. */
export interface Running {
  readonly pid: number | undefined;
  readonly ended: Promise<Ended>;
  /** As Ctrl-C. */
  interrupt(): void;
}

/** The three vendors on loopback, a home of its own, and the built command. */
export interface IncidentWorld {
  readonly dir: string;
  readonly pagerduty: LoopbackPagerDuty;
  readonly slack: LoopbackSlack;
  readonly trello: LoopbackTrello;
  readonly env: Readonly<Record<string, string>>;
  /** Every credential of the vendors. */
  readonly secrets: readonly string[];
  /** Starts `catops`; it runs on. */
  start(args: readonly string[], env?: Readonly<Record<string, string>>): Running;
  /** Runs `catops` until it ends. */
  catops(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended>;
  /** Holds every vendor to its rules, then ends all. */
  close(): Promise<void>;
}

/** An address nobody listens at: as without a network, and at once. */
export const nowhere = 'http://127.0.0.1:59';

/** Starts the vendors; each world is alone with them. */
export async function startIncidentWorld(): Promise<IncidentWorld> {
  const dir = await mkdtemp(join(tmpdir(), 'catops-incident-'));
  const [pagerduty, slack, trello] = await Promise.all([
    startLoopbackPagerDuty(),
    startLoopbackSlack(),
    startLoopbackTrello(),
  ]);
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: dir,
    USER: 'ada',
    TZ: 'Europe/Berlin',
    CATOPS_STATE_DIR: join(dir, 'state'),
    CATOPS_PAGERDUTY_EVENTS_URL: pagerduty.url,
    CATOPS_PAGERDUTY_API_URL: pagerduty.url,
    CATOPS_PAGERDUTY_ROUTING_KEY: pagerduty.account.routingKey,
    CATOPS_PAGERDUTY_TOKEN: pagerduty.account.apiToken,
    CATOPS_PAGERDUTY_FROM: 'ada@example.com',
    CATOPS_PAGERDUTY_SERVICES: pagerduty.account.service.id,
    CATOPS_SLACK_URL: slack.url,
    CATOPS_SLACK_TOKEN: slack.account.token,
    CATOPS_TRELLO_URL: trello.url,
    CATOPS_TRELLO_KEY: trello.account.key,
    CATOPS_TRELLO_TOKEN: trello.account.token,
    CATOPS_TRELLO_BOARD: trello.internal.id,
    CATOPS_TRELLO_PUBLIC_BOARD: trello.public.id,
    // Nobody waits for it where every vendor answers, and a busy machine needs more than a little.
    CATOPS_FOREGROUND: '30s',
    CATOPS_LOOK_AGAIN: '200ms',
  };
  return {
    dir,
    pagerduty,
    slack,
    trello,
    env,
    secrets: [
      pagerduty.account.routingKey,
      pagerduty.account.apiToken,
      slack.account.token,
      trello.account.key,
      trello.account.token,
    ],
    start: (args, more = {}) => run(args, { ...env, ...more }, dir),
    catops: (args, more = {}) => run(args, { ...env, ...more }, dir).ended,
    close: async () => {
      const vendors = [pagerduty, slack, trello];
      await Promise.all(vendors.map((vendor) => vendor.close()));
      await rm(dir, { recursive: true, force: true });
      for (const vendor of vendors) vendor.verify();
    },
  };
}

function run(args: readonly string[], env: Readonly<Record<string, string>>, cwd: string): Running {
  const started = performance.now();
  const child = spawn(process.execPath, [fileURLToPath(builtFile('catops.js')), ...args], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => (out += String(chunk)));
  child.stderr.on('data', (chunk) => (err += String(chunk)));
  const ended = new Promise<Ended>((done) => {
    child.once('close', (exit) => {
      const ms = performance.now() - started;
      done({ exit, out, err, ms, json: () => JSON.parse(out) as Record<string, unknown> });
    });
  });
  return { pid: child.pid, ended, interrupt: () => child.kill('SIGINT') };
}
