import { alarmSourceContract } from './contracts/alarm-source-contract.js';
import { createFakeAlarmSource } from './fake-alarm-source.js';
import { createVirtualClock } from './virtual-clock.js';

// What followers are tested on keeps the promises of CloudWatch.
alarmSourceContract('The fake', async () => {
  const source = createFakeAlarmSource({ clock: createVirtualClock(), pageSize: 2, twice: true });
  for (const name of ['api-down', 'error-share', 'error-share-eu', 'queue-age', 'replica-lag']) {
    source.put({ name });
  }
  const subject = { source, alarm: 'error-share', prefix: 'error' };
  return { subject, close: async () => undefined };
});
