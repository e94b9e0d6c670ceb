import type { ChildProcess } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { alarmsKey } from '../contracts/alarm-definition.js';
import { closeSite, openSite, type Site, start } from '../incidents/testing/vendor-site.js';
import { copyPreparedData } from '../testing/prepared-data.js';
import type { AlarmRecord } from './local/record.js';

/** An alarm that fires as soon as it is judged. */
const always = {
  kind: 'metric',
  name: 'event-loop-delay',
  summary: 'A process answers everything late.',
  severity: 'sev1',
  owner: 'cat-api',
  runbook: 'event-loop-delay',
  measure: 'event-loop-delay',
  of: 'service',
  comparison: 'above',
  threshold: -1,
  periodSeconds: 1,
  evaluationPeriods: 1,
  datapointsToAlarm: 1,
  missingData: 'missing',
};

/** When to kill, as the disk and the pager show it. */
const moments = {
  'the page is on its way': ({ pager }: Site) =>
    pager.requests.some(({ path }) => path === '/v2/enqueue'),
  'the alarm is written down': async (site: Site) => (await record(site)).owed.length > 0,
  'the page was accepted': ({ pager }: Site) =>
    pager.requests.some(({ path, outcome }) => path === '/v2/enqueue' && outcome !== null),
} as const;

type Moment = keyof typeof moments;

/** One in the suite; CATOPS_PROVE_ALARM_KILLS takes them all, so many times. */
const [first = 'the page is on its way', ...others] = Object.keys(moments) as Moment[];
const rounds = Number(process.env['CATOPS_PROVE_ALARM_KILLS'] ?? 0);
const proved = [first, ...Array.from({ length: rounds }, () => [...others, first]).flat()];

it.each(proved)(
  'pages once, the machine killed when %s',
  async (moment) => {
    const site = await openSite();
    const dataDir = join(site.stateDir, 'data');
    const document = join(site.stateDir, 'alarms.json');
    const env = {
      ...site.env,
      CATOPS_DATA_DIR: dataDir,
      CATOPS_ALARM_DEFINITIONS: document,
      CATOPS_PORT: '0',
    };
    site.pager.slow({ before: 50, after: 50 });
    const children: ChildProcess[] = [];
    const up = () => {
      const child = start({ ...site, env }, ['up']);
      child.stdout?.resume();
      child.stderr?.resume();
      children.push(child);
      return child;
    };
    try {
      await copyPreparedData(dataDir);
      const openapi = { openapi: '3.1.0', paths: {}, [alarmsKey]: [always] };
      await writeFile(document, JSON.stringify(openapi));
      const killed = up();
      await until(() => moments[moment](site), killed);
      killed.kill('SIGKILL');
      await ended(killed);
      const again = up();
      await until(async () => {
        const { alarms, owed } = await record(site);
        return alarms[always.name]?.alarm.state === 'ALARM' && owed.length === 0;
      }, again);
      await until(() => site.pager.pages() > 0, again);
      again.kill('SIGTERM');
      await ended(again);
      expect(site.pager.pages()).toBe(1);
    } finally {
      for (const child of children) child.kill('SIGKILL');
      await Promise.all(children.map(ended));
      await closeSite(site);
    }
  },
  60_000,
);

async function record({ stateDir }: Site): Promise<AlarmRecord> {
  const text = await readFile(join(stateDir, 'alarms', 'state.json'), 'utf8').catch(() => '{}');
  return { alarms: {}, owed: [], ...JSON.parse(text) };
}

async function until(isSo: () => boolean | Promise<boolean>, child: ChildProcess): Promise<void> {
  while (!(await isSo())) {
    if (child.exitCode !== null) throw new Error(`catops up ended with ${child.exitCode}`);
    await sleep(5);
  }
}

function ended(child: ChildProcess): Promise<unknown> {
  return child.exitCode === null && child.signalCode === null
    ? new Promise((resolve) => child.once('close', resolve))
    : Promise.resolve();
}
