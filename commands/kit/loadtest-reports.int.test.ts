import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { drawChart } from '../../src/adapters/charts/draw-chart.js';
import { TargetSilent } from '../../src/loadtest/target-silent.js';
import { loadtestReportOf, reportedCheck } from '../../src/testing/loadtest-reports.js';
import { createTestHost } from '../../src/testing/test-host.js';
import { loadtestReply, orWritten } from './loadtest-reply.js';
import { checkWrittenPaths, type ReportPaths } from './loadtest-reports.js';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'catops-reports-'));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

const none: ReportPaths = { junit: undefined, html: undefined, md: undefined };

async function reply(paths: Partial<ReportPaths>, outcome: 'pass' | 'fail' = 'pass') {
  const said: string[] = [];
  const { exit } = await loadtestReply(
    loadtestReportOf([reportedCheck({ outcome })]),
    { ...none, ...paths },
    {
      host: createTestHost({ argv: [], cwd }),
      wiring: { drawChart: async () => drawChart },
      say: (line) => said.push(line),
    },
  );
  return { exit, said: said.join('\n') };
}

describe('the report files of a load test', () => {
  it('are written whole, over what was there, and nothing else is left', async () => {
    const path = join(cwd, 'junit.xml');
    await writeFile(path, 'an older and much longer report'.repeat(1000));
    const { exit, said } = await reply({ junit: 'junit.xml' });
    expect([exit, said]).toEqual(['ok', `Wrote ${path}`]);
    expect(await readFile(path, 'utf8')).toMatch(/^<\?xml [\s\S]*<\/testsuites>\n$/);
    expect(await readdir(cwd)).toEqual(['junit.xml']);
  });

  it('are there also of an API that answered nothing, which stays the error it is', async () => {
    const said: string[] = [];
    const silent = new TargetSilent(
      'It answered none of 70 requests.',
      loadtestReportOf([reportedCheck({ outcome: 'fail' })]),
    );
    const writing = {
      host: createTestHost({ argv: [], cwd }),
      wiring: { drawChart: async () => drawChart },
      say: (line: string) => said.push(line),
    };
    const paths = { ...none, junit: 'junit.xml', md: 'report.md' };
    const answer = orWritten(Promise.reject(silent), paths, writing);
    await expect(answer).rejects.toMatchObject({ code: 'target-unreachable', exit: 'upstream' });
    expect(await readdir(cwd)).toEqual(['junit.xml', 'report.md']);
    expect(await readFile(join(cwd, 'junit.xml'), 'utf8')).toContain('<failure');
    expect(said).toHaveLength(2);
  });

  it('are refused when two of them are the same file', async () => {
    const paths = { out: 'run.json', junit: './run.json' };
    await expect(checkWrittenPaths({ cwd }, paths)).rejects.toThrow(/^--junit: .* of --out too\.$/);
  });

  it('keep a link that leads to them', async () => {
    await writeFile(join(cwd, 'there.xml'), '');
    await symlink('there.xml', join(cwd, 'here.xml'));
    await reply({ junit: 'here.xml' });
    expect(await readFile(join(cwd, 'there.xml'), 'utf8')).toContain('<testsuite');
  });

  // A device that is always full; Linux has one.
  it.skipIf(!existsSync('/dev/full'))(
    'take nothing from the verdict when the disk is full',
    async () => {
      const full = '/dev/full';
      const no = await reply({ junit: full }, 'fail');
      expect([no.exit, no.said]).toEqual([
        'no',
        expect.stringMatching(/^\/dev\/full could not.*ENOSPC/),
      ]);
      expect((await reply({ junit: full })).exit).toBe('localStore');
    },
  );

  it('make the directories they are to be in', async () => {
    await checkWrittenPaths({ cwd }, { junit: 'results/load/junit.xml' });
    expect(await readdir(cwd)).toEqual([]);
    expect((await reply({ junit: 'results/load/junit.xml' })).exit).toBe('ok');
    expect(await readdir(join(cwd, 'results', 'load'))).toEqual(['junit.xml']);
  });

  it('leave no half of one behind when they cannot be written, and write the others', async () => {
    await mkdir(join(cwd, 'junit.xml'));
    const { exit, said } = await reply({ junit: 'junit.xml', md: 'load.md' });
    expect([exit, said]).toEqual(['localStore', expect.stringContaining('EISDIR')]);
    expect((await readdir(cwd)).sort()).toEqual(['junit.xml', 'load.md']);
  });
});

describe('a path that no report can be written to', () => {
  it.each([
    ['.', 'is a directory'],
    ['a-file/junit.xml', 'ENOTDIR'],
    [`${'x'.repeat(300)}.xml`, 'ENAMETOOLONG'],
    ['nul\u0000.xml', 'null bytes'],
  ])('is refused before any load: %j', async (junit, reason) => {
    await writeFile(join(cwd, 'a-file'), '');
    await expect(checkWrittenPaths({ cwd }, { junit })).rejects.toMatchObject({
      code: 'usage-invalid',
      message: expect.stringMatching(new RegExp(`^--junit: .*${reason}`)),
    });
    expect(await readdir(cwd)).toEqual(['a-file']);
  });
});
