import { afterEach, expect, it } from 'vitest';
import { createIncidentWorld, type IncidentWorld } from '../../incidents/testing/incident-world.js';
import { type AckEvent, waitForAck } from '../../incidents/wait-for-ack.js';
import { Secret } from '../../platform/secret.js';
import { whileBusy } from '../../testing/virtual-clock.js';
import { type LoopbackPagerDuty, startLoopbackPagerDuty } from './loopback/server.js';
import { createPagerDutyOnCall } from './on-call.js';

let vendor: LoopbackPagerDuty;
let world: IncidentWorld;

afterEach(async () => {
  await world.remove();
  await vendor.close();
  vendor.verify();
});

/** Pages through PagerDuty, and waits 12 s a level; calls of the vendor take no time. */
async function waitAtPagerDuty(given: { token: boolean }, act: (at: AckEvent) => void = () => {}) {
  vendor = await startLoopbackPagerDuty();
  const { account, url } = vendor;
  const onCall = createPagerDutyOnCall({
    ...{ eventsUrl: url, apiUrl: url, from: 'ada@example.com' },
    routingKey: new Secret(account.routingKey),
    ...(given.token ? { token: new Secret(account.apiToken) } : {}),
    services: [account.service.id],
  });
  world = await createIncidentWorld({
    targets: {
      onCall: {
        kind: 'ready',
        name: onCall.name,
        open: async () => whileBusy(world.clock, onCall),
      },
    },
  });
  const { id } = (await world.open({ page: true })).incident;
  const events: AckEvent[] = [];
  const onWait = (event: AckEvent) => {
    events.push(event);
    act(event);
  };
  const input = { id, waitMs: 12_000, upTo: 2 };
  const ended = await waitForAck(world.deps, input, world.onEvent, onWait, world.signal);
  return { ended, events };
}

const pressed = (email: string) =>
  void world.clock
    .sleep(4000)
    .then(() => vendor.acknowledgeByHand(vendor.incidents[0]?.id ?? '', email));

it('ends when somebody acknowledges on the telephone', async () => {
  const { ended } = await waitAtPagerDuty({ token: true }, () => pressed('ada@example.com'));
  expect(ended).toMatchObject({ exit: 'ok', acknowledged: { by: 'Ada Mouser' }, level: 1 });
  expect(vendor.incidents.map(({ level }) => level)).toEqual([1]);
});

it('wakes the second level, and ends when that one acknowledges', async () => {
  const { ended } = await waitAtPagerDuty({ token: true }, ({ kind }) => {
    if (kind === 'escalating') pressed('grace@example.com');
  });
  expect(ended).toMatchObject({ exit: 'ok', acknowledged: { by: 'Grace Whiskers' }, level: 2 });
  expect(vendor.incidents.map(({ level }) => level)).toEqual([2]);
});

it('without a REST key it says that nothing can be seen or escalated', async () => {
  const { ended, events } = await waitAtPagerDuty({ token: false });
  expect(ended).toMatchObject({ exit: 'upstream', unread: { code: 'credential' }, level: 1 });
  expect(events).toContainEqual(
    expect.objectContaining({
      kind: 'unseeing',
      error: expect.objectContaining({ message: 'PagerDuty REST has no key.' }),
    }),
  );
  expect(vendor.pages()).toBe(1);
});
