import { describe, expect, it } from 'vitest';
import { CatopsError } from '../platform/errors.js';
import {
  environmentStatus,
  environmentEvent as event,
  onVersions,
} from '../testing/environment-looks.js';
import { type ScriptStep, scriptedEnvironments } from '../testing/scripted-environments.js';
import { createVirtualClock } from '../testing/virtual-clock.js';
import type { ToldChange } from './change-listener.js';
import type { ChangeRecord } from './change-record.js';
import { type Comparison, incomparable } from './compare-releases.js';
import { abortChange, type PerformDeps, performChange } from './perform-change.js';
import { planCapacity, planVersion } from './plan-change.js';
import type { EnvironmentStatus, Release } from './ports.js';
import { performRollback, planRollback } from './rollback.js';
import { noSchemaCheck, type SchemaCheck } from './schema-check.js';
import { usualLimits } from './watch.js';

const quiet = new AbortController().signal;
const release = (version: string, given: Partial<Release> = {}): Release => ({
  ...{ version, createdAt: '2026-09-11T00:00:00.000Z', commit: version.padEnd(7, '0') },
  ...{ failed: false, description: '' },
  ...given,
});
const releases = [release('v3', { failed: true }), release('v2'), release('v1')];
const updating = { state: 'updating', version: 'v2' } as const;
const deployed = { state: 'ready', version: 'v2', instances: onVersions('v2', 'v2') } as const;
const goesWell: readonly ScriptStep[] = [
  { at: 1, status: updating },
  { at: 60, status: deployed },
];
const runs: Comparison = {
  ...{ direction: 'back', commits: [], total: 3, absent: null },
  schema: { kind: 'runs', why: 'no migration lies between' },
};

/** Everything a change needs, with notes of what was told and saved. */
function scene(given: {
  readonly before?: Partial<EnvironmentStatus>;
  readonly script?: readonly ScriptStep[];
  readonly comparison?: Comparison;
  readonly schema?: SchemaCheck;
  readonly records?: readonly ChangeRecord[];
  readonly update?: () => Promise<{ readonly requestId: string | null }>;
  readonly tell?: string;
  /** By another process. */
  readonly isFollowed?: boolean;
}) {
  const clock = createVirtualClock();
  const saved = new Map((given.records ?? []).map((record) => [record.id, record]));
  const log: string[] = [];
  const told: ToldChange[] = [];
  const environments = scriptedEnvironments(clock, {
    before: { ...given.before },
    script: given.script ?? goesWell,
    releases,
    update: async () => {
      log.push('update');
      return given.update ? given.update() : { requestId: 'r-1' };
    },
  });
  const deps = {
    ...{ environments, clock, random: () => 0.5, actor: 'alice@example.org' },
    newId: (now: number) => `id-${now}`,
    history: { compare: async () => given.comparison ?? runs },
    schema: given.schema ?? noSchemaCheck,
    records: {
      write: async (record: ChangeRecord) => {
        log.push(`saved ${record.kind} ${record.ended}`);
        saved.set(record.id, record);
      },
      of: async () => [...saved.values()],
      all: async () => [...saved.values()],
      hold: async () => {
        if (given.isFollowed) return null;
        log.push('held');
        return async () => void log.push('let go');
      },
    },
    listeners: [
      {
        name: 'PagerDuty',
        requests: async () => [],
        tell: async (change: ToldChange) => {
          told.push(change);
          return given.tell ?? null;
        },
      },
    ],
  } satisfies PerformDeps & Record<string, unknown>;
  const before = environmentStatus(given.before);
  return { deps, environments, before, log, told, saved };
}

const record = (given: Partial<ChangeRecord>): ChangeRecord => ({
  ...{ id: 'a', environment: 'cat-api-prod', kind: 'deploy', actor: 'bob', summary: '' },
  ...{ at: '2026-09-11T00:00:00.000Z', from: 'v1', to: 'v2', wasHealthy: true, ended: 'done' },
  ...given,
});

describe('a deployment', () => {
  const deploy = async (given: Parameters<typeof scene>[0] = {}) => {
    const all = scene(given);
    const seen: unknown[] = [];
    const plan = await planVersion(all.deps, 'deploy', all.before, 'v2', quiet);
    const run = performChange(all.deps, plan, usualLimits, (each) => seen.push(each), quiet);
    return { ...all, plan, seen, run };
  };

  it('saves what ran before anything is asked, and how it ended', async () => {
    const { run, log, saved } = await deploy();
    expect((await run).ending.kind).toBe('done');
    const steps = ['held', 'saved deploy null', 'update', 'saved deploy done', 'let go'];
    expect(log).toEqual(steps);
    const [kept] = saved.values();
    expect(kept).toMatchObject({ from: 'v1', to: 'v2', wasHealthy: true, ended: 'done' });
  });

  it('tells of its start and of its end', async () => {
    const { run, told } = await deploy();
    await run;
    expect(told.map(({ step, summary }) => [step, summary])).toEqual([
      ['started', 'Deploy v2 to cat-api-prod (was v1)'],
      ['ended', 'cat-api-prod runs v2 on every one of 2 servers and is green.'],
    ]);
  });

  it('goes on when nobody can be told, and says so', async () => {
    const { run, seen } = await deploy({ tell: 'no answer' });
    expect((await run).ending.kind).toBe('done');
    expect(seen).toContainEqual({ kind: 'untold', message: 'PagerDuty was not told: no answer' });
  });

  it('whose start is throttled is started later', async () => {
    let refused = 3;
    const { run, environments } = await deploy({
      update: async () => {
        refused -= 1;
        if (refused >= 0) throw new CatopsError('vendor-throttled', 'busy');
        return { requestId: 'r-1' };
      },
      script: [
        { at: 40, status: updating },
        { at: 90, status: deployed },
      ],
    });
    expect((await run).ending.kind).toBe('done');
    expect(environments.updates).toHaveLength(4);
  });

  it('that is throttled for more than five minutes, or busy, is said to be', async () => {
    const refusing = (code: 'vendor-throttled' | 'environment-busy') => async () => {
      throw new CatopsError(code, 'no');
    };
    for (const code of ['vendor-throttled', 'environment-busy'] as const) {
      const { run, log } = await deploy({ update: refusing(code) });
      await expect(run).rejects.toMatchObject({ code });
      expect(log.slice(-2)).toEqual(['saved deploy never-started', 'let go']);
    }
  });

  it('of which nobody knows whether it began is left open', async () => {
    const lost = async () => {
      throw new CatopsError('vendor-unreachable', 'no answer');
    };
    const { run, log } = await deploy({ update: lost });
    await expect(run).rejects.toMatchObject({ code: 'vendor-unreachable' });
    expect(log).toEqual(['held', 'saved deploy null', 'update', 'let go']);
  });

  it('goes on beside another process that follows a change', async () => {
    const { run, log } = await deploy({ isFollowed: true });
    expect((await run).ending.kind).toBe('done');
    expect(log).toEqual(['saved deploy null', 'update', 'saved deploy done']);
  });

  it('of what is not there, or could not be prepared, is refused by name', async () => {
    const { deps, before } = scene({});
    const plan = (version: string) => planVersion(deps, 'deploy', before, version, quiet);
    await expect(plan('v9')).rejects.toThrow(/There is no release v9; the newest are v3, v2, v1\./);
    await expect(plan('v3')).rejects.toThrow(/could not be prepared/);
  });

  it('is not planned while another update runs', async () => {
    const { deps, before } = scene({ before: { ...updating, abortable: true } });
    const hint = 'catops env wait cat-api-prod, or catops env abort cat-api-prod';
    const plan = planVersion(deps, 'deploy', before, 'v2', quiet);
    await expect(plan).rejects.toMatchObject({ code: 'environment-busy', hint });
  });

  it('where nothing runs says what starts it, whatever is asked for', async () => {
    const { deps, before } = scene({ before: { kind: 'local', state: 'terminated' } });
    const off = { code: 'environment-busy', hint: 'catops up' };
    await expect(planVersion(deps, 'deploy', before, 'v2', quiet)).rejects.toMatchObject(off);
    await expect(planRollback(deps, before, undefined, quiet)).rejects.toMatchObject(off);
    expect(() => planCapacity(before, { min: 2 })).toThrow(expect.objectContaining(off));
  });

  it('knows what a build that is no release was made of by its name', async () => {
    const { deps } = scene({});
    const compared: string[] = [];
    const compare = async (...[from, to]: readonly [string, string, AbortSignal]) => {
      compared.push(`${from} ${to}`);
      return runs;
    };
    const history = { ...deps, history: { compare } };
    for (const version of ['0.1.0+4faa961abcde', '0.1.0+4faa961abcde-dirty.12ab', '0.1.0'])
      await planVersion(history, 'deploy', environmentStatus({ version }), 'v2', quiet);
    expect(compared).toEqual(['4faa961abcde v200000', '4faa961abcde v200000']);
  });

  it('warns of what the policy, the history and health make of it', async () => {
    const before = {
      policy: 'AllAtOnce',
      instanceProof: false,
      health: { colour: 'red', label: 'Severe', causes: [] },
    } as const;
    const { plan } = await deploy({ before, comparison: { ...runs, direction: 'apart' } });
    expect(plan.warnings).toEqual([
      'The policy is AllAtOnce: for a while no server answers.',
      'Without enhanced health no server proves what it runs.',
      'It is red now: health cannot tell whether this helped.',
      'It lacks commits that run now.',
    ]);
  });

  it('says when nothing is known of what lies between, and whether the release itself told the rest', async () => {
    const comparison = incomparable('/srv is not a git repository');
    const { plan } = await deploy({ comparison });
    expect(plan.warnings).toContain(
      'Which commits and migrations lie between is not known: /srv is not a git repository.',
    );
    const schema = { verdict: async () => runs.schema };
    expect((await deploy({ comparison, schema })).plan.warnings).toContain(
      'Which commits lie between is not known: /srv is not a git repository.',
    );
  });
});

describe('a rollback', () => {
  const onV2 = { version: 'v2', instances: onVersions('v2', 'v2') } as const;
  const back: readonly ScriptStep[] = [
    { at: 1, status: { state: 'updating', version: 'v1' } },
    { at: 60, status: { state: 'ready', version: 'v1', instances: onVersions('v1', 'v1') } },
  ];

  it('names the version before, and goes to it', async () => {
    const all = scene({ before: onV2, script: back, records: [record({})] });
    const plan = await planRollback(all.deps, all.before, undefined, quiet);
    expect(plan.previous).toMatchObject({ version: 'v1', known: 'saved' });
    const { ending } = await performRollback(all.deps, plan, usualLimits, () => {}, quiet);
    expect(ending.kind).toBe('done');
    expect(all.environments.updates).toEqual([{ version: 'v1' }]);
    expect(all.told[0]?.summary).toBe('Roll cat-api-prod back to v1 (was v2)');
  });

  it('stops a running update first, and is done when that brought the version back', async () => {
    const running = { ...updating, abortable: true, instances: onVersions('v1', 'v2') };
    const all = scene({
      before: running,
      records: [record({ ended: null })],
      script: [
        { at: 1, status: { state: 'aborting', abortable: false } },
        { at: 60, status: { state: 'ready', version: 'v1', instances: onVersions('v1', 'v1') } },
      ],
    });
    const plan = await planRollback(all.deps, all.before, undefined, quiet);
    expect([plan.abortsFirst, plan.to?.version]).toEqual([true, 'v1']);
    const { ending } = await performRollback(all.deps, plan, usualLimits, () => {}, quiet);
    expect(ending.kind).toBe('done');
    expect(all.environments.aborts).toEqual(['cat-api-prod']);
    expect(all.environments.updates).toEqual([]);
  });

  it('does not begin where the release cannot run on the database, or nothing tells what it is', async () => {
    const schema = { kind: 'refuses', why: '0005 takes a column away' } as const;
    const refused = scene({ before: onV2, records: [record({})], comparison: { ...runs, schema } });
    const plan = planRollback(refused.deps, refused.before, undefined, quiet);
    await expect(plan).rejects.toThrow(
      "v1 cannot run on today's database: 0005 takes a column away.",
    );
    const lost = scene({ before: onV2 });
    await expect(planRollback(lost.deps, lost.before, undefined, quiet)).rejects.toMatchObject({
      code: 'release-unknown',
      hint: expect.stringContaining('--to VERSION'),
    });
  });

  it('believes the release itself above the commits, whatever they make likely', async () => {
    const refuses = { kind: 'refuses', why: 'webhooks is gone' } as const;
    const schema = { verdict: async () => refuses };
    const refused = scene({ before: onV2, records: [record({})], comparison: runs, schema });
    const plan = planRollback(refused.deps, refused.before, undefined, quiet);
    await expect(plan).rejects.toThrow("v1 cannot run on today's database: webhooks is gone.");
  });

  it('does not begin while something runs that cannot be stopped', async () => {
    const all = scene({ before: updating, records: [record({})] });
    const plan = planRollback(all.deps, all.before, undefined, quiet);
    await expect(plan).rejects.toMatchObject({ code: 'environment-busy' });
  });

  it('says when nothing is known of the database', async () => {
    const all = scene({ before: onV2, records: [record({})], comparison: incomparable('no git') });
    const plan = await planRollback(all.deps, all.before, 'v1', quiet);
    expect(plan.warnings).toContain("Whether it can run on today's database is not known: no git.");
  });
});

it('an abort ends when the version before is back, and saves no version to return to', async () => {
  const all = scene({
    before: { ...updating, abortable: true },
    script: [
      { at: 1, status: { state: 'aborting' } },
      { at: 30, status: { state: 'ready', version: 'v1' }, event: event() },
    ],
  });
  const { ending } = await abortChange(all.deps, all.before, usualLimits, () => {}, quiet);
  expect(ending.kind).toBe('done');
  expect([...all.saved.values()]).toMatchObject([{ kind: 'abort', from: null, to: null }]);
});

describe('a change of capacity', () => {
  it('is planned with what it means', () => {
    const before = environmentStatus();
    expect(planCapacity(before, { min: 6 }).warnings[0]).toMatch(/no headroom/);
    expect(planCapacity(before, { instanceClass: 't3.large' }).warnings[0]).toMatch(/every server/);
    expect(planCapacity(before, { min: 4, max: 8 }).warnings).toEqual([]);
    expect(() => planCapacity(before, { min: 7 })).toThrow(/At least 7 and at most 6/);
  });

  it('is told in words', async () => {
    const all = scene({ script: [{ at: 1, status: { state: 'updating' } }] });
    const plan = planCapacity(all.before, { min: 4, instanceClass: 't3.large' });
    const limits = { ...usualLimits, timeoutMs: 30_000 };
    const { ending } = await performChange(all.deps, plan, limits, () => {}, quiet);
    expect(ending.kind).toBe('still-updating');
    expect(all.told.map(({ summary }) => summary)).toEqual([
      'Scale cat-api-prod to at least 4, of t3.large',
      'cat-api-prod is still updating; it goes on without us.',
    ]);
  });
});
