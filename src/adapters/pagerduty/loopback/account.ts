/** A person of the account, as REST shows them. */
export interface PagerDutyUser {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly timeZone: string;
  /** Numbers as `country_code` and `address`. */
  readonly phones: readonly { readonly countryCode: number; readonly address: string }[];
}

/** What exists before a test begins. */
export interface PagerDutyAccount {
  readonly routingKey: string;
  readonly apiToken: string;
  readonly service: { readonly id: string; readonly name: string };
  readonly escalationPolicy: { readonly id: string; readonly name: string };
  /** In the order of the escalation levels. */
  readonly users: readonly PagerDutyUser[];
  /** Abilities of the plan; without `coordinated_responding` responder requests answer 402. */
  readonly abilities: readonly string[];
  readonly eventsPerMinute: number;
  readonly requestsPerMinute: number;
}

/** The account tests use unless they say otherwise; its keys are canaries to search leaks for. */
export const testAccount: PagerDutyAccount = {
  routingKey: 'canary0routing0key0000000000pd01',
  apiToken: 'canary+rest_token-pd02',
  service: { id: 'PSVC001', name: 'cat-api' },
  escalationPolicy: { id: 'PESC001', name: 'cat-api on call' },
  users: [
    {
      id: 'PUSER01',
      name: 'Ada Mouser',
      email: 'ada@example.com',
      timeZone: 'Europe/Berlin',
      phones: [{ countryCode: 49, address: '1511234567' }],
    },
    {
      id: 'PUSER02',
      name: 'Grace Whiskers',
      email: 'grace@example.com',
      timeZone: 'Australia/Sydney',
      phones: [{ countryCode: 61, address: '412345678' }],
    },
  ],
  abilities: ['coordinated_responding', 'urgencies'],
  eventsPerMinute: 120,
  requestsPerMinute: 960,
};
