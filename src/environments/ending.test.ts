import { expect, it } from 'vitest';
import { onVersions, environmentStatus as status } from '../testing/environment-looks.js';
import { endingText, exitOf } from './ending.js';
import type { Ending } from './watch.js';

const v2 = { kind: 'version', version: 'v2' } as const;
const [first, ...others] = onVersions('v2', 'v1', 'v2');

it.each<[Ending, string, RegExp]>([
  [{ kind: 'done', proof: 'instances' }, 'ok', /runs v1 on every one of 3 servers and is green/],
  [{ kind: 'done', proof: 'environment' }, 'ok', /no server proves it/],
  [{ kind: 'never-started' }, 'upstream', /no sign of v2: it was never started/],
  [{ kind: 'reverted', version: 'v1' }, 'no', /runs v1, not v2: it failed and was taken back/],
  [{ kind: 'mixed', instances: [] }, 'no', /mixed: no server reports/],
  [
    { kind: 'mixed', instances: first ? [{ ...first, deployFailed: true }, ...others] : [] },
    'no',
    /mixed: 1 on v2 \(failed\), 1 on v1, 1 on v2\. Deploy one version again/,
  ],
  [{ kind: 'not-applied', capacity: null }, 'no', /its capacity is unknown/],
  [
    { kind: 'unhealthy', colour: 'red', causes: ['All failing.', 'No disk.'] },
    'no',
    /is red: All failing; No disk\.$/,
  ],
  [{ kind: 'terminated' }, 'no', /being terminated/],
  [{ kind: 'still-updating' }, 'partial', /still updating; it goes on without us/],
])('%j ends with %s', (ending, exit, text) => {
  expect(exitOf(ending)).toBe(exit);
  expect(endingText('cat-api-prod', v2, ending, status())).toMatch(text);
});
