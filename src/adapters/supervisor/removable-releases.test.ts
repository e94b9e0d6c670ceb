import { expect, it } from 'vitest';
import { environmentEvent } from '../../testing/environment-looks.js';
import { removableReleases } from './removable-releases.js';

const ages = ['v9', 'v8', 'v7', 'v6', 'v5', 'v4', 'v3', 'v2', 'v1'];
const releases = ages.map((version) => ({
  ...{ version, createdAt: '2018-11-14T03:10:00.000Z', commit: null },
  ...{ failed: false, description: '' },
}));
const ran = (...versions: readonly (string | null)[]) =>
  versions.map((version) => environmentEvent({ version }));

it('keeps the last that were made, the last that ran, and what is at work', () => {
  expect(removableReleases(releases, [], [])).toEqual(['v4', 'v3', 'v2', 'v1']);
  expect(removableReleases(releases, ran('v1', 'v3', null, 'v3', 'v9'), ['v2'])).toEqual(['v4']);
});

it('keeps those that ran by when they did so last', () => {
  const events = ran('v4', 'v1', 'v2', 'v3', 'v4', 'v8', 'v9');
  expect(removableReleases(releases, events, [])).toEqual(['v1']);
  expect(removableReleases(releases.slice(0, 5), events, [])).toEqual([]);
});
