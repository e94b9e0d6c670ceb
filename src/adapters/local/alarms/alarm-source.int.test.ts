import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { instancesOf } from '../../../alarms/instances.js';
import { judgeRound } from '../../../alarms/local/judge-round.js';
import { emptyRecord } from '../../../alarms/local/record.js';
import { metricSample } from '../../../alarms/testing/metric-samples.js';
import type { AlarmDefinition } from '../../../contracts/alarm-definition.js';
import { systemClock } from '../../../platform/node-host.js';
import { alarmSourceContract } from '../../../testing/contracts/alarm-source-contract.js';
import { quiet } from '../../../testing/contracts/subject.js';
import { claimWatch, createAlarmBook } from './alarm-book.js';
import { createLocalAlarmSource } from './alarm-source.js';
import { createSampleLog } from './sample-log.js';

const shared = { summary: 'It is ill.', severity: 'sev1', owner: 'cat-api' } as const;
const definitions: readonly AlarmDefinition[] = [
  {
    ...shared,
    kind: 'metric',
    name: 'event-loop-delay',
    runbook: 'event-loop-delay',
    measure: 'event-loop-delay',
    of: 'service',
    comparison: 'above',
    threshold: 0.25,
    periodSeconds: 60,
    evaluationPeriods: 3,
    datapointsToAlarm: 2,
    missingData: 'missing',
  },
  {
    ...shared,
    kind: 'composite',
    name: 'api-unusable',
    runbook: 'api-unusable',
    any: ['event-loop-delay'],
  },
];

/** A machine whose evaluator found everything well for the last ten minutes. */
async function open() {
  const directory = await mkdtemp(join(tmpdir(), 'catops-source-'));
  const book = createAlarmBook({ stateDir: directory, clock: systemClock });
  const samples = createSampleLog({ directory: join(directory, 'metrics') });
  const now = systemClock.now();
  for (let minute = 12; minute >= 0; minute -= 1) {
    const gauges = { catops_event_loop_delay_p99_seconds: minute / 100 };
    const at = new Date(now - minute * 60_000).toISOString();
    await samples.append(metricSample({ at, gauges }));
  }
  const round = {
    instances: instancesOf(definitions, []),
    samples: await samples.read(now - 600_000, now),
    ...{ after: 0, now, ended: null },
  };
  await book.change(() => ({ ...judgeRound(emptyRecord, round), owed: [] }));
  const source = createLocalAlarmSource({ book, samples, clock: systemClock });
  return {
    directory,
    subject: { source, book, alarm: 'event-loop-delay', prefix: 'event-' },
    close: () => rm(directory, { recursive: true, force: true }),
  };
}

alarmSourceContract('the alarms of this machine', open);

it('says whether somebody judges them', async () => {
  const { subject, directory, close } = await open();
  const { source } = subject;
  expect(await source.isWatched(quiet)).toBe(false);
  const watch = await claimWatch({ stateDir: directory, clock: systemClock });
  expect(await source.isWatched(quiet)).toBe(true);
  if ('release' in watch) await watch.release();
  expect(await source.isWatched(quiet)).toBe(false);
  await close();
});

it('owes people the change that somebody asked for, and tells what the alarm is of', async () => {
  const { subject, close } = await open();
  const { source, book, alarm } = subject;
  await source.setState(alarm, 'ALARM', 'fire drill', quiet);
  expect((await book.read()).owed.map(({ change }) => change)).toMatchObject([
    { name: alarm, to: 'ALARM', reason: 'fire drill' },
  ]);
  const { alarms } = await source.alarms({ page: null }, quiet);
  expect(alarms).toMatchObject([
    {
      name: alarm,
      type: 'metric',
      threshold: 0.25,
      comparison: 'above',
      severity: 'sev1',
      runbook: alarm,
      metric: alarm,
    },
    { name: 'api-unusable', type: 'composite', threshold: null, metric: null },
  ]);
  const to = new Date(systemClock.now()).toISOString();
  const from = new Date(systemClock.now() - 300_000).toISOString();
  expect(await source.series('api-unusable', { from, to }, quiet)).toEqual([]);
  await close();
});
