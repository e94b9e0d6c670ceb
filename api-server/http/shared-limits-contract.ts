import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LimitAsk, NamingSecret, SharedLimits } from '../ports.js';

/** Limits that processes share, for the suite. */
export interface SharedLimitsUnderTest {
  /** What another process has of them. */
  open(): Promise<SharedLimits>;
  close(): Promise<void>;
}

/** The secret of a process. */
function secretOf(): NamingSecret & { readonly text: () => string } {
  let current: ReturnType<NamingSecret['current']> = {
    bytes: randomBytes(32),
    until: Number.MAX_SAFE_INTEGER / 1e6,
  };
  return {
    current: () => current,
    adopt: (bytes, until) => {
      current = { bytes, until };
    },
    text: () => current.bytes.toString('hex'),
  };
}

/** What all {@link SharedLimits} do. */
export function sharedLimitsContract(
  name: string,
  begin: () => Promise<SharedLimitsUnderTest>,
): void {
  describe(`${name} as limits that processes share`, () => {
    let under: SharedLimitsUnderTest;
    let one: SharedLimits;
    let other: SharedLimits;
    beforeAll(async () => {
      under = await begin();
      [one, other] = [await under.open(), await under.open()];
    });
    afterAll(() => under.close());

    let clients = 0;
    /** A client that nobody has counted. */
    const newAsk = (limit: number) => {
      clients += 1;
      const ask = { route: 'GET /', client: `client ${clients}`, limit };
      return (more: Partial<LimitAsk>): LimitAsk => ({
        ...{ ...ask, need: 0, ahead: 0, owed: 0 },
        ...more,
      });
    };

    it('give to all together no more than the limit, and then nothing', async () => {
      const ask = newAsk(10);
      expect(await one.take(ask({ need: 4 }))).toMatchObject({ granted: 4, total: 4 });
      expect(await other.take(ask({ need: 5 }))).toMatchObject({ granted: 5, total: 9 });
      expect(await one.take(ask({ need: 5 }))).toMatchObject({ granted: 1, total: 10 });
      expect(await other.take(ask({ need: 1 }))).toMatchObject({ granted: 0, total: 10 });
    });

    it('give a hundred that ask at once exactly the limit', async () => {
      const ask = newAsk(37);
      const given = await Promise.all(
        Array.from({ length: 100 }, (_, at) => (at % 2 ? one : other).take(ask({ need: 1 }))),
      );
      expect(given.reduce((sum, each) => sum + (each?.granted ?? 0), 0)).toBe(37);
    });

    it('give in advance an eighth of what is left, and only that', async () => {
      const ask = newAsk(100);
      expect(await one.take(ask({ need: 1, ahead: 3 }))).toMatchObject({ granted: 4 });
      expect(await one.take(ask({ need: 1, ahead: 50 }))).toMatchObject({ granted: 13 });
      expect(await one.take(ask({ need: 80 }))).toMatchObject({ granted: 80 });
      expect(await one.take(ask({ ahead: 50 }))).toMatchObject({ granted: 0, total: 97 });
    });

    it('count what was let through without them', async () => {
      const ask = newAsk(10);
      await one.take(ask({ need: 2 }));
      expect(await other.take(ask({ need: 1, owed: 6 }))).toMatchObject({ granted: 1, total: 9 });
      expect(await one.take(ask({ need: 1, owed: 7 }))).toMatchObject({ granted: 0, total: 16 });
    });

    it('count each client and each route apart', async () => {
      const ask = newAsk(1);
      await one.take(ask({ need: 1 }));
      expect(await one.take(ask({ need: 1, route: 'POST /' }))).toMatchObject({ granted: 1 });
      expect(await one.take(newAsk(1)({ need: 1 }))).toMatchObject({ granted: 1 });
    });

    it('say when the window ends, which no later request puts off', async () => {
      const ask = newAsk(10);
      const first = await one.take(ask({ need: 1 }));
      const second = await other.take(ask({ need: 1 }));
      expect(first?.leftMs).toBeGreaterThan(0);
      expect(first?.leftMs).toBeLessThanOrEqual(60_000);
      expect(second?.leftMs).toBeLessThanOrEqual(first?.leftMs ?? 0);
    });

    it('have all processes name addresses by one secret', async () => {
      const secrets = [secretOf(), secretOf(), secretOf()];
      const [first = '', ...others] = secrets.map(({ text }) => text());
      expect(others).not.toContain(first);
      for (const secret of secrets) (await under.open()).agree(secret);
      await expect.poll(() => new Set(secrets.map(({ text }) => text())).size).toBe(1);
    });
  });
}
