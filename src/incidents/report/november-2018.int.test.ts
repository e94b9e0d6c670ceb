import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { zoneOf } from '../../platform/zone.js';
import { foldIncident } from '../fold.js';
import type { Entry } from '../incident.js';
import { generateReport } from './generate-report.js';

const folder = new URL('../../../runbooks/incidents/2018-11-15/', import.meta.url);

async function november() {
  const lines = (await readFile(new URL('events.jsonl', folder), 'utf8')).trimEnd().split('\n');
  const entries = lines.map((line): Entry => JSON.parse(line));
  const existing = await readFile(new URL('report.md', folder), 'utf8').catch(() => null);
  const zone = zoneOf(entries[0]?.tz ?? '');
  if (!zone) throw new Error('the record names no zone');
  const report = generateReport(foldIncident(entries), existing, { zone });
  if (!report.ok) throw new Error(report.problem);
  return { entries, report };
}

describe('the incident of November 2018', () => {
  it('has the report that is committed: `npx vitest run november-2018 -u` writes it anew', async () => {
    const { report } = await november();
    await expect(report.markdown).toMatchFileSnapshot(new URL('report.md', folder).pathname);
  });

  it('numbers its entries without a gap and dates none of them after it was written down', async () => {
    const { entries } = await november();
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index + 1));
    expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length);
    expect(entries.filter((entry) => entry.occurredAt > entry.recordedAt)).toEqual([]);
  });

  it('tells both times where its two published accounts differ', async () => {
    const { markdown } = (await november()).report;
    for (const time of ['21:45', '21:20', '12:30', '13:37']) expect(markdown).toContain(time);
    expect(markdown).toContain('## Discrepancies');
  });

  it('was noticed eleven hours after users felt it, and counts so', async () => {
    const { markdown } = (await november()).report;
    expect(markdown).toMatch(/^\| TTD \| 11 h \| detected − impact-started \|/m);
    expect(markdown).toMatch(/^\| TTRec \| 1 d 16 h 7 min \|/m);
    expect(markdown).toMatch(/^\| TTA \| — \(/m);
  });

  it('blames nobody, leaves nothing to do, and invents no owner for what has none', async () => {
    const { findings } = (await november()).report;
    expect(findings.map(({ rule, where }) => `${rule}: ${where}`)).toEqual([
      'no-owner: action A4',
      'no-due-date: action A4',
      'no-owner: action A5',
      'no-due-date: action A5',
    ]);
  });
});
