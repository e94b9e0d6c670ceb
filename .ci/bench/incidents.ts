import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createIds } from '../../src/adapters/local/ids.ts';
import { createIncidentStore } from '../../src/adapters/local/incident-store/incident-store.ts';
import { openIncident } from '../../src/incidents/open-incident.ts';
import { generateReport } from '../../src/incidents/report/generate-report.ts';
import { sampleIncident } from '../../src/incidents/report/testing/sample-incident.ts';
import { createFakeChat } from '../../src/incidents/testing/fake-chat.ts';
import { createFakeOnCall } from '../../src/incidents/testing/fake-on-call.ts';
import { createFakeTracker } from '../../src/incidents/testing/fake-tracker.ts';
import { testPolicy } from '../../src/incidents/testing/incident-world.ts';
import { proveKills } from '../../src/incidents/testing/kill-proof.ts';
import { systemClock } from '../../src/platform/node-host.ts';
import { zoneOf } from '../../src/platform/zone.ts';
import { cpuOfRuns } from './processes.ts';
import { median, ratioOf, showRatio } from './statistics.ts';

const catops = [process.execPath, 'dist/catops.js'];

/** Cost of opening and listing incidents as a user does, and of a long report. */
export async function incidentCost(rounds: number): Promise<string[]> {
  const help: number[] = [];
  const open: number[] = [];
  const few: number[] = [];
  const many: number[] = [];
  await withState(async (practice) =>
    withState(async (small) =>
      withState(async (large) => {
        await fill(small, 50);
        await fill(large, 5000);
        for (let round = 0; round < rounds; round += 1) {
          help.push(await cpuOfRuns([...catops, '--help'], 3));
          open.push(await cpuOfRuns(withEnv(practice, 'open', 'A try', '--practice'), 3));
          few.push(await cpuOfRuns(withEnv(small, 'list'), 3));
          many.push(await cpuOfRuns(withEnv(large, 'list'), 3));
        }
      }),
    ),
  );
  const path = await criticalPath(Math.ceil(rounds / 2));
  return [
    '| What | median | over |',
    '| --- | --- | --- |',
    `| \`catops incident open --practice\`, CPU | ${ms(open)} | ${showRatio(ratioOf(open, help))} × \`catops --help\` |`,
    `| \`catops incident list\` over 5,000 incidents, CPU | ${ms(many)} | ${showRatio(ratioOf(many, few))} × over 50 (aim ≤ 2) |`,
    `| \`open\` with three targets of 300 ms a call, wall time | ${median(path).toFixed(0)} ms | ${(median(path) / 1200).toFixed(2)} × its chain room → headline → pin → links of 1,200 ms (aim ≤ 1.2) |`,
    ...reportRows(rounds),
  ];
}

/** SIGKILLs at every step and at random moments, then what the vendors counted. */
export async function nothingTwice(kills: number): Promise<string[]> {
  const result = await proveKills({ kills, concurrency: 4, seed: 2018 });
  const list = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ');
  return [
    '| Incidents | Kills | Taken over by a later process | Twice or lost (aim 0) |',
    '| --- | --- | --- | --- |',
    `| ${result.incidents} | ${result.kills} | ${result.adopted} | ${result.violations.length} |`,
    '',
    `Killed while waiting for: ${list(result.moments)}.`,
    '',
    `Faults of the vendors: ${list(result.faults)}.`,
    ...result.violations.map((text) => `\n- ${text}`),
  ];
}

function ms(seconds: readonly number[]): string {
  return `${(median(seconds) * 1000).toFixed(0)} ms`;
}

function withEnv(stateDir: string, ...args: readonly string[]): string[] {
  return ['env', `CATOPS_STATE_DIR=${stateDir}`, ...catops, 'incident', ...args];
}

async function withState(work: (stateDir: string) => Promise<void>): Promise<void> {
  const stateDir = await mkdtemp(join(tmpdir(), 'catops-bench-'));
  try {
    await work(stateDir);
  } finally {
    await rm(stateDir, { recursive: true, force: true });
  }
}

/** So many incidents that have ended, and one that is open. */
async function fill(stateDir: string, count: number): Promise<void> {
  const id = opened(stateDir, 'The first');
  const record = join(stateDir, 'incidents', id);
  const script = `cd '${join(stateDir, 'incidents')}' && for i in $(seq 2 ${count}); do n=$(printf 'INC-2018-%03d' $i); mkdir -p "$n" && sed "s/${id}/$n/g" '${record}/events.jsonl' > "$n/events.jsonl"; done`;
  execFileSync('bash', ['-c', script]);
}

function opened(stateDir: string, title: string): string {
  const [command = '', ...args] = withEnv(stateDir, 'open', title, '--no-page', '--json');
  const out = execFileSync(command, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const id = /INC-\d{4}-\d+/.exec(out)?.[0];
  if (!id) throw new Error(`open answered ${out}`);
  return id;
}

async function criticalPath(rounds: number): Promise<number[]> {
  const taken: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await withState(async (stateDir) => {
      const deps = slowDeps(stateDir);
      const start = performance.now();
      const input = { title: '5xx', severity: 'sev1' } as const;
      await openIncident(deps, input, () => undefined, new AbortController().signal);
      taken.push(performance.now() - start);
    });
  }
  return taken;
}

function slowDeps(stateDir: string): Parameters<typeof openIncident>[0] {
  const slow = () => sleep(300);
  const ready = <T extends { name: string }>(port: T) =>
    ({ kind: 'ready', name: port.name, open: async () => port }) as const;
  return {
    store: createIncidentStore({ stateDir, clock: systemClock }),
    targets: {
      onCall: ready(createFakeOnCall(slow)),
      chat: ready(createFakeChat(slow)),
      board: ready(createFakeTracker(slow)),
      publicBoard: { kind: 'absent', why: 'off', reason: 'off', hint: 'off' },
    },
    changes: [],
    clock: systemClock,
    ids: createIds(),
    policy: testPolicy,
  };
}

function reportRows(rounds: number): string[] {
  const zone = zoneOf('Europe/Berlin');
  if (!zone) throw new Error('This Node knows no time zones.');
  const incident = (entries: number) =>
    sampleIncident(
      Array.from({ length: entries }, (_, index) => ({
        kind: 'note' as const,
        text: `Looked at server ${index}: 503 for 12 % of requests`,
      })),
    );
  const [short, long] = [incident(200), incident(2000)];
  const times: number[][] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    [short, long].forEach((each, at) => {
      const start = process.cpuUsage();
      generateReport(each, null, { zone });
      const { user, system } = process.cpuUsage(start);
      times[at]?.push((user + system) / 1e6);
    });
  }
  const [fast = [], slow = []] = times;
  return [
    `| report of a 2,000-entry timeline, CPU | ${ms(slow)} | ${showRatio(ratioOf(slow, fast))} × of 200 entries |`,
    `| resident memory of the process that made these reports | ${(process.memoryUsage.rss() / 1e6).toFixed(0)} MB | |`,
  ];
}
