import { sharedLimitsContract } from '../http/shared-limits-contract.js';
import { FakeClock } from './fake-app.js';
import { FakeSharedLimits } from './fake-shared-limits.js';

// What the unit tests run on behaves as Redis does.
sharedLimitsContract('the fake', async () => {
  const shared = new FakeSharedLimits(new FakeClock().monotonic);
  return { open: async () => shared.open(), close: async () => {} };
});
