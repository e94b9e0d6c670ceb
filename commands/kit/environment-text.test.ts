import { expect, it } from 'vitest';
import type { Unended } from '../../src/environments/complete-change.js';
import type { EnvironmentStatus } from '../../src/environments/ports.js';
import { utc } from '../../src/platform/zone.js';
import { environmentStatus } from '../../src/testing/environment-looks.js';
import { statusText } from './environment-text.js';

const layout = { zone: utc, now: Date.parse('2026-09-12T03:14:00.000Z'), width: 120, ascii: true };
const unended: Unended = {
  record: {
    ...{ id: 'b', environment: 'cat-api-prod', kind: 'deploy', actor: 'bob' },
    ...{ summary: 'Deploy v2', at: '2026-09-12T03:00:00.000Z', from: 'v1', to: 'v2' },
    ...{ wasHealthy: true, ended: null },
  },
  ...{ ending: null, soFar: null },
};

/** What is said of a change that nobody follows. */
function saidOf(state: EnvironmentStatus['state'], soFar: Unended['soFar'] = null): string {
  const lines = statusText(environmentStatus({ state }), { ...unended, soFar }, layout).split('\n');
  const at = lines.findIndex((line) => line.startsWith('  change   '));
  expect(lines[at]).toBe('  change   Deploy v2, 14 min ago by bob: nobody follows it');
  return lines[at + 1]?.trim() ?? '';
}

const wait = '; this waits for its end, and notes it: catops env wait cat-api-prod';
const red = { kind: 'unhealthy', colour: 'red', causes: [] } as const;

it('says that a change goes on only while the environment is changed', () => {
  expect(saidOf('updating')).toBe(`it goes on${wait}`);
  expect(saidOf('aborting')).toBe(`it goes on${wait}`);
  expect(saidOf('ready', red)).toBe(`so far it is unhealthy, and servers may report late${wait}`);
});

it('says that nothing is known of it where nothing runs, and advises no wait that notes nothing', () => {
  const unknown = 'what became of it is not known: the environment is';
  expect(saidOf('launching')).toBe(`${unknown} launching${wait}`);
  expect(saidOf('terminating')).toBe(`${unknown} terminating`);
  expect(saidOf('terminated')).toBe(`${unknown} terminated`);
});

it('says when it was changed, and nothing where that is not known', () => {
  const text = (updatedAt: string | null) =>
    statusText(environmentStatus({ updatedAt }), null, layout);
  expect(text('2026-09-12T03:00:00.000Z')).toMatch(
    /^ {2}changed {2}2026-09-12 03:00 UTC, 14 min ago$/m,
  );
  expect(text(null)).not.toContain('changed');
});
