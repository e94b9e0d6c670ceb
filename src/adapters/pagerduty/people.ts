import type { Reached } from '../../incidents/entry.js';
import type { Outcome } from '../../incidents/ports.js';
import { fieldsOf, type PagerDutyClient } from './client.js';
import { arrayOf, type PersonReference, personOf, textOf } from './read-incident.js';

/** Who people are and when they are on call. */
export interface People {
  /** On call now for the services that are set up, first level first. */
  onCall(signal: AbortSignal): Promise<Outcome<readonly Reached[]>>;
  /** Zone and telephone numbers of people, each once. */
  details(
    people: readonly PersonReference[],
    signal: AbortSignal,
  ): Promise<Outcome<readonly Reached[]>>;
}

// A fallback list for the telephone: longer helps nobody.
const mostPeople = 10;

/** Reads people through REST, and remembers each for the life of the process. */
export function createPeople(client: PagerDutyClient, services: readonly string[]): People {
  const known = new Map<string, Reached>();

  async function policies(signal: AbortSignal): Promise<Outcome<string[]>> {
    const found = await Promise.all(
      services.map((id) => client.get(`services/${encodeURIComponent(id)}`, {}, signal)),
    );
    const ids: string[] = [];
    for (const answer of found) {
      if (answer.kind !== 'done') return answer;
      const service = fieldsOf(fieldsOf(answer.value)['service']);
      ids.push(textOf(fieldsOf(service['escalation_policy'])['id']));
    }
    return { kind: 'done', value: [...new Set(ids.filter(Boolean))] };
  }

  async function detail(person: PersonReference, signal: AbortSignal): Promise<Outcome<Reached>> {
    const remembered = known.get(person.id);
    if (remembered) return { kind: 'done', value: remembered };
    const id = encodeURIComponent(person.id);
    const [user, methods] = await Promise.all([
      client.get(`users/${id}`, {}, signal),
      client.get(`users/${id}/contact_methods`, {}, signal),
    ]);
    if (user.kind !== 'done') return user;
    const { name, time_zone: zone } = fieldsOf(fieldsOf(user.value)['user']);
    const value = {
      name: textOf(name) || person.name,
      tz: textOf(zone) || null,
      // Numbers may be hidden from this key; the name is worth having all the same.
      phones: methods.kind === 'done' ? phonesOf(methods.value) : [],
    };
    if (methods.kind === 'done') known.set(person.id, value);
    return { ...user, value };
  }

  async function details(
    people: readonly PersonReference[],
    signal: AbortSignal,
  ): Promise<Outcome<readonly Reached[]>> {
    const once = new Map(people.map((person) => [person.id, person]));
    const wanted = [...once.values()].slice(0, mostPeople);
    const answers = await Promise.all(wanted.map((person) => detail(person, signal)));
    return {
      kind: 'done',
      // One who cannot be looked up is still named.
      value: answers.map((answer, at) =>
        answer.kind === 'done'
          ? answer.value
          : { name: wanted[at]?.name ?? '', tz: null, phones: [] },
      ),
    };
  }

  return {
    details,
    onCall: async (signal) => {
      if (services.length === 0) return servicesMissing;
      const ids = await policies(signal);
      if (ids.kind !== 'done') return ids;
      const query = { 'escalation_policy_ids[]': ids.value, earliest: 'true', limit: '100' };
      const answer = await client.get('oncalls', { ...query, 'include[]': 'users' }, signal);
      if (answer.kind !== 'done') return answer;
      const levels = arrayOf(fieldsOf(answer.value)['oncalls'])
        .map(fieldsOf)
        .sort((a, b) => Number(a['escalation_level']) - Number(b['escalation_level']));
      const found = levels.flatMap((each) => personOf(each['user']) ?? []);
      const people = await details(found, signal);
      return people.kind === 'done' ? { ...answer, value: people.value } : people;
    },
  };
}

const servicesMissing = {
  kind: 'permanent',
  code: 'invalid',
  message: 'No PagerDuty service is named whose on-call could be asked for.',
  hint: 'Set CATOPS_PAGERDUTY_SERVICES to the ids of the services.',
} as const;

/** `+49 1511234567`; numbers for calls before numbers for messages, each once. */
function phonesOf(answer: unknown): string[] {
  const methods = arrayOf(fieldsOf(answer)['contact_methods']).map(fieldsOf);
  const numbers = ['phone_contact_method', 'sms_contact_method'].flatMap((type) =>
    methods
      .filter((method) => method['type'] === type)
      .map(({ country_code: country, address }) => `+${String(country)} ${textOf(address)}`),
  );
  return [...new Set(numbers)];
}
