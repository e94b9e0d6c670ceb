import { expect, it } from 'vitest';
import { CatopsError } from '../platform/errors.js';
import { createAwsCheckup } from './check-aws.js';

const now = Date.parse('2026-09-12T03:14:00.500Z');
const minute = 60_000;
const quiet = new AbortController().signal;
const me = {
  arn: 'arn:aws:sts::123456789012:assumed-role/on-call/ada',
  account: '123456789012',
  region: 'eu-west-1',
  expiresAt: null as number | null,
  vendorTime: '2026-09-12T03:14:00.000Z' as string | undefined,
};

const examine = (identity: Partial<typeof me> | Error) =>
  createAwsCheckup({
    whoAmI: async () => {
      if (identity instanceof Error) throw identity;
      return { ...me, ...identity };
    },
    clock: { now: () => now },
  }).examine(quiet);

const states = async (identity: Partial<typeof me>) =>
  (await examine(identity)).map(({ check, state }) => `${check} ${state}`);

it('names the account, the role and the region', async () => {
  const [credentials, clock] = await examine({});
  expect(credentials).toMatchObject({
    state: 'ok',
    says: 'arn:aws:sts::123456789012:assumed-role/on-call/ada, account 123456789012, region eu-west-1.',
  });
  expect(clock).toMatchObject({ check: 'clock', state: 'ok' });
});

it('warns of credentials that end within a quarter of an hour', async () => {
  expect(await states({ expiresAt: now + 60 * minute })).toContain('credentials end ok');
  expect(await states({ expiresAt: now + 10 * minute })).toContain('credentials end warning');
  expect(await states({ expiresAt: now - 1 })).toContain('credentials end broken');
});

it('calls a clock that is more than five minutes off broken: signatures are refused then', async () => {
  const off = (minutes: number) => ({
    vendorTime: new Date(now + minutes * minute).toISOString(),
  });
  expect(await states(off(1))).toContain('clock warning');
  expect(await states(off(6))).toContain('clock broken');
  expect(await states(off(-6))).toContain('clock broken');
  expect(await states({ vendorTime: undefined })).toEqual(['credentials ok']);
});

it('says what mends credentials that are not taken', async () => {
  const error = new CatopsError('credential-refused', 'AWS did not take them.', { hint: 'renew' });
  expect(await examine(error)).toEqual([
    {
      area: 'AWS',
      check: 'credentials',
      state: 'broken',
      says: 'AWS did not take them.',
      mend: 'renew',
    },
  ]);
  expect(await examine(new DOMException('Too late.', 'TimeoutError'))).toMatchObject([
    { state: 'broken', says: 'AWS did not answer in time.' },
  ]);
});
