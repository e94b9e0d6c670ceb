import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OnCall, PageRequest } from '../../incidents/ports.js';
import { done, type Opens, quiet, unused } from './subject.js';

/** What every {@link OnCall} must do. Listings of real vendors may lag by some seconds. */
export function onCallContract(name: string, open: Opens<OnCall>): void {
  describe(`${name}, as on-call`, () => {
    let onCall: OnCall;
    let close: () => Promise<void>;
    let request: PageRequest;

    beforeEach(async () => {
      ({ subject: onCall, close } = await open());
      request = {
        dedupKey: `catops:contract:${unused()}`,
        summary: 'A test of catops: nothing is wrong, nothing is to be done',
        severity: 'sev4',
        source: 'catops',
        component: null,
        at: new Date().toISOString(),
        details: { why: 'contract test' },
        links: [],
      };
    });
    afterEach(() => close());

    const statusOf = async (): Promise<string | undefined> =>
      (await done(onCall.find(request.dedupKey, quiet)))?.status;
    const becomes = (status: string) =>
      expect.poll(statusOf, { timeout: 30_000, interval: 250 }).toBe(status);

    it('opens one page for one key, however often it is sent', async () => {
      let written = 0;
      const page = () => onCall.page(request, quiet, () => (written += 1));
      expect([await done(page()), await done(page())]).toEqual([
        { accepted: true },
        { accepted: true },
      ]);
      expect(written).toBe(2);
      await becomes('triggered');
      const first = await done(onCall.find(request.dedupKey, quiet));
      await done(page());
      const again = await done(onCall.find(request.dedupKey, quiet));
      expect(again?.remote.id).toBe(first?.remote.id);
      await done(onCall.resolve(request.dedupKey, quiet));
    });

    it('is acknowledged by the tool without a human being having done so, and resolved', async () => {
      await done(onCall.page(request, quiet, () => undefined));
      await becomes('triggered');
      for (const _ of [1, 2]) await done(onCall.acknowledge(request.dedupKey, quiet));
      await becomes('acknowledged');
      expect((await done(onCall.find(request.dedupKey, quiet)))?.acknowledged).toBeNull();
      for (const _ of [1, 2]) await done(onCall.resolve(request.dedupKey, quiet));
      await becomes('resolved');
    });

    it('knows nothing of a key that was never used, and resolving it harms nothing', async () => {
      expect(await done(onCall.find(request.dedupKey, quiet))).toBeNull();
      await done(onCall.acknowledge(request.dedupKey, quiet));
      await done(onCall.resolve(request.dedupKey, quiet));
      expect(await done(onCall.find(request.dedupKey, quiet))).toBeNull();
    });

    it('names who is on call', async () => {
      const people = await done(onCall.whoIsOnCall(quiet));
      for (const person of people) expect(person.name).toMatch(/\S/);
      expect(people.length).toBeGreaterThan(0);
    });
  });
}
