import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSampleLog } from '../src/adapters/local/alarms/sample-log.js';
import type { Diagnosis } from '../src/contracts/diagnosis.js';
import type { MetricSample } from '../src/contracts/metric-sample.js';
import { createTestClock, createTestHost } from '../src/testing/test-host.js';
import { runCli } from './kit/run-cli.js';
import { createWiring } from './kit/wiring.js';
import { commands } from './registry.js';

/** Of faults that were put into a running stack; how they were recorded: `.ci/record-diagnosis.ts`. */
const recordings = new URL('../.ci/bench/diagnosis/tuning-3.jsonl.gz', import.meta.url);

interface Recording {
  readonly faults: readonly string[];
  readonly samples: readonly MetricSample[];
}

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'catops-diagnose-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** As `catops up` would have left them; the times of the first and the last. */
async function keepSamples(faults: string): Promise<readonly [from: string, to: string]> {
  const lines = gunzipSync(await readFile(recordings))
    .toString('utf8')
    .trimEnd()
    .split('\n');
  const found = lines
    .map((line) => JSON.parse(line) as Recording)
    .find((each) => each.faults.join() === faults);
  if (found === undefined) throw new Error(`There is no recording of ${faults}.`);
  const log = createSampleLog({ directory: join(directory, '.catops', 'metrics') });
  for (const sample of found.samples) await log.append(sample);
  const [first, last] = [found.samples[0], found.samples.at(-1)];
  return [new Date(Date.parse(first?.at ?? '') - 1).toISOString(), last?.at ?? ''];
}

/** One command line, in this process, over what is kept in the directory. */
async function catops(argv: readonly string[]) {
  // Some days after the recordings.
  const clock = createTestClock(Date.UTC(2026, 11, 1));
  const host = createTestHost({ argv, clock, cwd: directory, home: directory });
  const release = { distDir: new URL(`file://${directory}/`), nodePath: 'node', version: '1' };
  const exit = await runCli(host, commands, '1', (at, flags) => createWiring(at, flags, release));
  return { exit, out: host.out(), err: host.err() };
}

describe('catops diagnose over samples of a running stack', () => {
  it('answers in two lines, and names two causes where there are two', async () => {
    const [from, to] = await keepSamples('redis-killed,deploy-throws');
    const { exit, out } = await catops(['diagnose', '--from', from, '--to', to, '--utc']);
    expect(exit).toBe(0);
    expect(out).toMatch(/^The shared cache \(Redis\) \(\d+ %\)\. /);
    expect(out.split('\n')[1]).toMatch(/And beside it: the release 0\.1\.0\+b[0-9a-f]{6}\. Next: /);
    expect(out).toMatch(/\n2\. Beside it: The release .*\n(.*\n)+ +commits since .*: not known, /);
  });

  it('prints the whole of it as JSON, and why the commits of the release are not known', async () => {
    const [from, to] = await keepSamples('deploy-throws');
    const { exit, out } = await catops(['diagnose', '--from', from, '--to', to, '--json']);
    const found = JSON.parse(out) as Diagnosis;
    expect([exit, found.schema, found.verdict, found.source]).toEqual([
      ...[0, 'catops.diagnosis/v1', 'deploy', 'metrics'],
    ]);
    expect(found.brought).toMatchObject({ previous: '0.1.0+a000000', total: 0 });
    expect(found.brought?.absent).toMatch(/not a git repository/);
  });

  it('says that nothing is known of a time without samples', async () => {
    const argv = ['diagnose', '--from', '2026-11-28T10:00Z', '--to', '2026-11-28T11:00Z'];
    const { exit, out, err } = await catops([...argv, '--telemetry', 'metrics']);
    expect([exit, err]).toEqual([0, '']);
    expect(out).toMatch(/^Nothing is known of that time\./);
  });
});
