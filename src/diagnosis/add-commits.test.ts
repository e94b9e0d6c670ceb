import { expect, it } from 'vitest';
import type { Comparison, ReleaseHistory } from '../environments/compare-releases.js';
import { addCommits } from './add-commits.js';
import { diagnose } from './diagnose.js';
import { drawnTelemetry } from './testing/drawn-telemetry.js';

const { signal } = new AbortController();
const commit = {
  ...{ ref: 'bbbbbbb', at: '2018-11-14T03:00:00.000Z', author: 'Ada Mouser' },
  subject: 'Sort breeds by age',
};
const forward: Comparison = {
  ...{ direction: 'forward', commits: [commit], total: 1, absent: null },
  schema: { kind: 'runs', why: 'no migration lies between' },
};

/** One route fails by its own code from the release on, or when nothing went live. */
function failing(versions: readonly string[], releaseAt: number) {
  const telemetry = drawnTelemetry({
    ...{ seed: 7, slots: 60, seconds: 10 },
    routes: (slot) => ({
      'GET /v1/breeds': { rate: 8, errors: slot < 40 ? 0 : 0.5 },
      'GET /v1/votes': { rate: 8, queries: 1 },
      'GET /v1/images/search': { rate: 8 },
    }),
    more: (slot) => ({ releases: [versions[slot < releaseAt ? 0 : 1] ?? ''] }),
  });
  const window = { from: 0, to: 1 };
  return diagnose({ window, telemetry, releases: [], alarms: [], notes: [] });
}

function asking(answer: Comparison) {
  const asked: string[] = [];
  const history: Pick<ReleaseHistory, 'compare'> = {
    compare: async (from, to) => {
      asked.push(`${from}..${to}`);
      return answer;
    },
  };
  return { asked, history };
}

it('tells the commits of the release that may be the reason', async () => {
  const { asked, history } = asking(forward);
  const found = await addCommits(failing(['0.1.0+aaaaaaa', '0.2.0+bbbbbbb'], 39), history, signal);
  expect(asked).toEqual(['aaaaaaa..bbbbbbb']);
  expect(found.brought).toEqual({
    ...{ version: '0.2.0+bbbbbbb', previous: '0.1.0+aaaaaaa' },
    ...{ commits: [commit], total: 1, absent: null },
  });
});

it('asks for none when no release is suspected', async () => {
  const { asked, history } = asking(forward);
  const found = failing(['0.1.0+aaaaaaa', '0.1.0+aaaaaaa'], 39);
  expect(await addCommits(found, history, signal)).toEqual(found);
  expect(asked).toEqual([]);
});

it('says why they are not known: a version without a commit, or one that went back', async () => {
  const { asked, history } = asking({ ...forward, direction: 'back' });
  const nameless = await addCommits(failing(['0.1.0', '0.2.0+bbbbbbb'], 39), history, signal);
  expect(nameless.brought?.absent).toBe('0.1.0 does not say which commit it was built from');
  expect(asked).toEqual([]);
  const older = await addCommits(failing(['0.1.0+aaaaaaa', '0.0.9+bbbbbbb'], 39), history, signal);
  expect(older.brought).toMatchObject({
    ...{ commits: [], total: 0, absent: '0.0.9+bbbbbbb is older than 0.1.0+aaaaaaa' },
  });
});
