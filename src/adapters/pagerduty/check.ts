import type { Checkup, Finding } from '../../doctor/finding.js';
import { clockFinding, findingsOf } from '../../doctor/vendor-findings.js';
import type { Clock } from '../../platform/host.js';
import { bounded } from '../../platform/vendor-failure.js';
import { createPagerDutyClient, fieldsOf, type PagerDutyClient } from './client.js';
import type { PagerDutyOptions } from './on-call.js';
import { createPeople } from './people.js';
import { arrayOf, textOf } from './read-incident.js';

const make = findingsOf('PagerDuty');
const timeoutMs = 15_000;

/** Looks at keys, user, services and who is on call. Read-only: nobody is woken. */
export function createPagerDutyCheckup(
  options: PagerDutyOptions & { readonly clock: Clock },
): Checkup {
  const client = createPagerDutyClient(options);
  return {
    area: 'PagerDuty',
    examine: async (outer) => {
      const shape = routingKeyFinding(options.routingKey.reveal());
      if (!options.token) {
        const says = 'Not set: pages go out, but nobody can be told who was reached.';
        return [shape, make.absent('REST key', says, 'set CATOPS_PAGERDUTY_TOKEN')];
      }
      const signal = bounded(outer, timeoutMs);
      const abilities = await client.get('abilities', {}, signal);
      if (abilities.kind !== 'done') return [shape, make.failed('REST key', abilities)];
      const clock = clockFinding(make, [abilities], options.clock.now());
      const rest = await Promise.all([
        fromFinding(client, options.from, signal),
        ...options.services.map((id) => serviceFinding(client, id, signal)),
        onCallFinding(client, options.services, signal),
      ]);
      return [shape, make.ok('REST key', 'It is taken.'), ...rest, ...clock];
    },
  };
}

/** Only a page proves a key; its shape is all that can be looked at. */
function routingKeyFinding(key: string): Finding {
  const mend = 'copy the integration key of an Events API v2 integration of your service';
  if (key.length !== 32)
    return make.broken('routing key', `It has ${key.length} characters, not 32.`, mend);
  if (!/^[0-9A-Za-z]+$/.test(key))
    return make.broken('routing key', 'It has characters that are no letters or digits.', mend);
  return make.ok('routing key', 'It has the right shape; only a page proves more.');
}

async function fromFinding(
  client: PagerDutyClient,
  from: string | undefined,
  signal: AbortSignal,
): Promise<Finding> {
  const check = 'user';
  const mend = 'set CATOPS_PAGERDUTY_FROM to the e-mail of a PagerDuty user';
  if (!from) return make.absent(check, 'Not set: escalation needs the name of a user.', mend);
  const found = await client.get('users', { query: from, limit: '100' }, signal);
  if (found.kind !== 'done') return make.failed(check, found);
  const users = arrayOf(fieldsOf(found.value)['users']).map(fieldsOf);
  return users.some(({ email }) => textOf(email).toLowerCase() === from.toLowerCase())
    ? make.ok(check, 'The user that REST writes for exists.')
    : make.broken(check, 'No user has the e-mail that REST writes for.', mend);
}

async function serviceFinding(
  client: PagerDutyClient,
  id: string,
  signal: AbortSignal,
): Promise<Finding> {
  const check = `service ${id}`;
  const found = await client.get(`services/${encodeURIComponent(id)}`, {}, signal);
  if (found.kind !== 'done') return make.failed(check, found);
  const { name, status } = fieldsOf(fieldsOf(found.value)['service']);
  const says = `${textOf(name)} is ${textOf(status)}`;
  if (status === 'disabled' || status === 'maintenance')
    return make.broken(check, `${says}: it wakes nobody.`, 'enable it in PagerDuty');
  return make.ok(check, `${says}.`);
}

async function onCallFinding(
  client: PagerDutyClient,
  services: readonly string[],
  signal: AbortSignal,
): Promise<Finding> {
  const check = 'on call';
  const found = await createPeople(client, services).onCall(signal);
  if (found.kind !== 'done') return make.failed(check, found);
  const people = found.value;
  if (people.length === 0)
    return make.broken(check, 'Nobody is on call now.', 'fill the schedule in PagerDuty');
  if (people.every(({ phones }) => phones.length === 0)) {
    const says = `${people.length} on call, and no telephone number can be read.`;
    return make.warning(check, says, 'use a REST key that may read contact methods');
  }
  return make.ok(check, `${people[0]?.name ?? ''} first, ${people.length} in all.`);
}
