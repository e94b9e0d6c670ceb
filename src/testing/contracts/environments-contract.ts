import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Environments } from '../../environments/ports.js';
import { type Opens, quiet } from './subject.js';

/** What the contract is held against: two releases are there, and the older one runs. */
export interface EnvironmentsSubject {
  readonly environments: Environments;
  /** Of the environment. */
  readonly name: string;
  readonly runs: string;
  readonly other: string;
  /** A bundle that was never published, and the version to publish it as. */
  readonly bundle: { readonly file: string; readonly version: string };
}

const timeout = 60_000;

/** What every place where the API runs must do. */
export function environmentsContract(name: string, open: Opens<EnvironmentsSubject>): void {
  describe(`${name}, as a place where the API runs`, () => {
    let subject: EnvironmentsSubject;
    let environments: Environments;
    let close: () => Promise<void>;

    beforeEach(async () => {
      ({ subject, close } = await open());
      ({ environments } = subject);
    });
    afterEach(() => close());

    const status = () => environments.status(subject.name, quiet);

    it('tells how it stands, and what each server runs', async () => {
      const { name, runs } = subject;
      const seen = await status();
      expect(seen).toMatchObject({ name, state: 'ready', version: runs, instanceProof: true });
      expect(new Set(seen.instances.map(({ version }) => version))).toEqual(new Set([runs]));
      expect(seen.capacity?.running).toBe(seen.instances.length);
      const [listed] = (await environments.list(quiet)).filter((each) => each.name === name);
      expect(listed).toMatchObject({ name, state: 'ready', version: runs });
    });

    it('knows its releases, newest first', async () => {
      const { runs, other } = subject;
      const releases = await environments.releases(quiet);
      expect(releases.map(({ version }) => version)).toEqual(expect.arrayContaining([runs, other]));
      const times = releases.map(({ createdAt }) => createdAt);
      expect(times).toEqual(times.toSorted().reverse());
    });

    it('brings another release to every server, and its events carry the id of the request', async () => {
      const { name, other } = subject;
      const from = new Date(Date.now() - 1000).toISOString();
      const { requestId } = await environments.update(name, { version: other }, quiet);
      expect(requestId).toEqual(expect.any(String));
      await expect.poll(async () => (await status()).state, { timeout }).toBe('ready');
      const after = await status();
      expect(after.version).toBe(other);
      expect(after.instances.every(({ version }) => version === other)).toBe(true);
      const events = await environments.events(name, from, quiet);
      expect(events.some((event) => event.requestId === requestId)).toBe(true);
      const times = events.map(({ at }) => at);
      expect(times).toEqual(times.toSorted());
    });

    it('takes one change at a time', async () => {
      const { name, other, runs } = subject;
      await environments.update(name, { version: other }, quiet);
      const second = environments.update(name, { version: runs }, quiet);
      await expect(second).rejects.toMatchObject({ code: 'environment-busy' });
      await expect.poll(async () => (await status()).state, { timeout }).toBe('ready');
    });

    it('changes how many servers there are', async () => {
      const { name } = subject;
      const before = (await status()).capacity;
      const size = (before?.max ?? 1) + 1;
      await environments.update(name, { min: size, max: size }, quiet);
      await expect.poll(async () => (await status()).state, { timeout }).toBe('ready');
      expect((await status()).capacity).toMatchObject({ min: size, max: size });
    });

    it('refuses what is not there in so many words', async () => {
      const { name, other } = subject;
      const unknown = { code: 'environment-unknown' };
      await expect(environments.status('nowhere', quiet)).rejects.toMatchObject(unknown);
      const from = new Date().toISOString();
      await expect(environments.events('nowhere', from, quiet)).rejects.toMatchObject(unknown);
      const elsewhere = environments.update('nowhere', { version: other }, quiet);
      await expect(elsewhere).rejects.toMatchObject(unknown);
      const never = environments.update(name, { version: 'v0-never-built' }, quiet);
      await expect(never).rejects.toMatchObject({ code: 'release-unknown' });
      const idle = environments.abort(name, quiet);
      await expect(idle).rejects.toMatchObject({ code: 'environment-busy' });
    });

    it('makes a release of a bundle once, however often it is given', async () => {
      const bundle = { ...subject.bundle, description: 'a test' };
      await environments.publish(bundle, quiet);
      await environments.publish(bundle, quiet);
      const releases = await environments.releases(quiet);
      const made = releases.filter(({ version }) => version === bundle.version);
      expect(made).toMatchObject([{ failed: false }]);
    });
  });
}
