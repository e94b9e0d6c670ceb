import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Announcements } from '../../announcements/ports.js';
import { done, type Opens, quiet, unused } from './subject.js';

/** What every channel of notes must do. Listings of real vendors may lag by some seconds. */
export function announcementsContract(name: string, open: Opens<Announcements>): void {
  describe(`${name}, as a channel of notes`, () => {
    const since = new Date(Date.now() - 60_000).toISOString();
    let subject: Announcements;
    let close: () => Promise<void>;

    beforeEach(async () => {
      ({ subject, close } = await open());
    });
    afterEach(() => close());

    it('finds a note by its marker, and nothing under a marker nobody used', async () => {
      const tag = unused();
      const marker = `catops:test:${tag}`;
      expect(await done(subject.find({ marker, since }, quiet))).toBeNull();
      const posted = await done(subject.post({ marker, markup: `*note* ${tag}` }, quiet));
      await expect
        .poll(() => done(subject.find({ marker, since }, quiet)), { timeout: 30_000 })
        .toEqual(posted);
      expect(await done(subject.find({ marker: `${marker}0`, since }, quiet))).toBeNull();
    });
  });
}
