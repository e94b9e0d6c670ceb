import { expect, it } from 'vitest';
import { parsePlain } from '../../adapters/yaml/parse-plain.js';
import { parseScenario } from '../../adapters/yaml/parse-scenario.js';
import type { AskApi } from './draft.js';
import { type InitInput, initScenario } from './init-scenario.js';

const init = (text: string, changes: Partial<InitInput> = {}) =>
  initScenario(parseScenario, {
    document: { data: parsePlain(text), source: 'api.yaml' },
    name: null,
    openApi: null,
    connect: null,
    env: {},
    writes: false,
    ...changes,
  });

async function scenarioOf(text: string, changes: Partial<InitInput> = {}) {
  const first = await init(text, changes);
  return { ...parseScenario(first.text, 'first.yaml').scenario, text: first.text };
}

// OpenAPI 3.1: parameters by reference, nested paths, types as lists, no example anywhere.
const clinic = `
openapi: 3.1.0
info: { title: "Animal: Clinic #1", version: '1' }
servers: [{ url: https://clinic.example.org/api }]
paths:
  /owners:
    parameters: [{ $ref: '#/components/parameters/Page' }]
    get:
      parameters: [{ name: limit, in: query, schema: { type: [integer, 'null'], maximum: 10 } }]
      responses: { '200': { $ref: '#/components/responses/Owners' } }
    post: { responses: { '201': {} } }
  /owners/{ownerId}:
    parameters: [{ $ref: '#/components/parameters/Owner' }]
    get: { responses: { 2XX: {} } }
    delete: { responses: { '204': {} } }
    head: { responses: { '200': {} } }
  /owners/{ownerId}/pets:
    get:
      parameters: [{ $ref: '#/components/parameters/Owner' }]
      responses: { '200': { content: { application/json: { schema:
        { type: object, properties: { total: { type: integer }, items: { type: array, items: { $ref: '#/components/schemas/Pet' } } } } } } } }
  /owners/{ownerId}/pets/{pet_id}:
    get:
      parameters: [{ $ref: '#/components/parameters/Owner' }, { name: pet_id, in: path, required: true, schema: { type: string } }]
      responses: { '200': {} }
  /reports/{day}:
    get: { parameters: [{ name: day, in: path, required: true, schema: { type: string, format: date } }], responses: { '200': {} } }
  /search:
    get: { parameters: [{ name: q, in: query, required: true, schema: { enum: [cat, dog] } }], responses: { '200': {} } }
  /events:
    get: { responses: { '200': { content: { text/event-stream: {} } } } }
  /me:
    get: { security: [{ bearer: [] }], responses: { '200': {} } }
  /traced:
    get: { parameters: [{ name: x-trace, in: header, required: true, schema: { type: string } }], responses: { '200': {} } }
components:
  securitySchemes: { bearer: { type: http, scheme: bearer } }
  parameters:
    Owner: { name: ownerId, in: path, required: true, schema: { type: integer } }
    Page: { name: page, in: query, schema: { type: integer } }
  responses:
    Owners: { content: { application/json: { schema: { type: [array], items: { allOf: [{ $ref: '#/components/schemas/Named' }, { properties: { id: { type: integer } } }] } } } } }
  schemas:
    Named: { type: object, properties: { name: { type: string } } }
    Pet: { type: object, properties: { petId: { type: string }, owner: { $ref: '#/components/schemas/Pet' } } }
`;

it('takes path parameters from routes that list them, also nested, and excuses the rest', async () => {
  const { name, feeds, routes, excuse, headers } = await scenarioOf(clinic);
  expect(name).toBe('animal-clinic-1');
  expect(headers).toEqual({ authorization: `Bearer \${env:ANIMAL_CLINIC_1_TOKEN}` });
  expect(feeds).toMatchObject({
    ownerId: { kind: 'target', path: '/owners?limit=10', field: 'id', count: 25 },
    // What is listed below an owner belongs to that owner.
    ownerId_first: { path: '/owners?limit=10', field: 'id', count: 1 },
    pet_id: { path: '/owners/{ownerId_first}/pets', field: 'petId', count: 25 },
  });
  expect(routes.map(({ route, params, query }) => [route, params, query])).toEqual([
    ['GET /owners', {}, {}],
    ['GET /owners/{ownerId}', {}, {}],
    ['GET /owners/{ownerId}/pets', {}, {}],
    ['GET /owners/{ownerId}/pets/{pet_id}', { ownerId: '{ownerId_first}' }, {}],
    ['GET /search', {}, { q: 'cat' }],
    ['GET /me', {}, {}],
  ]);
  expect(excuse.map(({ route, reason }) => `${route}: ${reason}`)).toEqual([
    'POST /owners: It writes, and what is written stays with the target.',
    'DELETE /owners/{ownerId}: What it removes would have to be written first.',
    'HEAD /owners/{ownerId}: catops does not send HEAD.',
    'GET /reports/{day}: No route lists values for {day}, and the document has no example.',
    'GET /events: Its answer is a stream that does not end.',
    'GET /traced: It needs the header x-trace.',
  ]);
});

// OpenAPI 3.0, as JSON; everything writes.
const orders = JSON.stringify({
  openapi: '3.0.3',
  info: { title: 'Orders' },
  paths: {
    '/orders': {
      post: {
        requestBody: {
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Order' } } },
        },
        responses: { 201: { description: 'made' } },
      },
    },
    '/orders/{id}/cancel': {
      post: {
        parameters: [{ name: 'id', in: 'path', required: true, example: 'o-1' }],
        responses: { default: { description: 'done' } },
      },
    },
    '/orders/{id}/photo': {
      put: {
        parameters: [{ name: 'id', in: 'path', required: true, example: 'o-1' }],
        requestBody: { content: { 'image/png': {} } },
        responses: { 204: { description: 'stored' } },
      },
    },
  },
  components: {
    schemas: {
      Order: {
        type: 'object',
        required: ['item', 'count', 'lines'],
        properties: {
          id: { type: 'string', readOnly: true },
          item: { type: 'string', example: 'cat food' },
          count: { type: 'integer', minimum: 2 },
          lines: { type: 'array', items: { $ref: '#/components/schemas/Order' } },
          note: { type: 'string' },
        },
      },
    },
  },
});

it('says that all of an API writes, and tests it where that is asked for', async () => {
  await expect(init(orders)).rejects.toMatchObject({
    code: 'usage-invalid',
    message: expect.stringContaining('Every route of api.yaml writes'),
    hint: expect.stringContaining('--writes'),
  });
  const { routes, excuse } = await scenarioOf(orders, { writes: true });
  expect(routes).toMatchObject([
    { route: 'POST /orders', expectedStatus: 201, body: { kind: 'json' } },
    { route: 'POST /orders/{id}/cancel', params: { id: 'o-1' }, expectedStatus: 200 },
  ]);
  expect(routes[0]?.body?.value).toMatchObject({ item: 'cat food', count: 2, lines: [{}] });
  expect(excuse[0]?.reason).toBe('The OpenAPI document has no example of its body (image/png).');
});

it('believes what the API answers more than its document', async () => {
  const answers: Readonly<Record<string, [number, unknown]>> = {
    '/owners?limit=10': [400, {}],
    '/owners': [200, { data: [{ ID: 'a b', name: 'Ann' }] }],
    '/owners/a%20b': [200, {}],
    '/owners/a%20b/pets': [200, { items: [] }],
    '/search?q=cat': [404, {}],
  };
  const asked: string[] = [];
  const ask: AskApi = async (path) => {
    asked.push(path);
    const [status, body] = answers[path] ?? [500, {}];
    return { status, text: JSON.stringify(body) };
  };
  const { feeds, routes, excuse } = await scenarioOf(clinic, { connect: () => ask });
  expect(feeds).toEqual({ ownerId: expect.objectContaining({ path: '/owners', field: 'ID' }) });
  expect(routes.map(({ route }) => route)).toEqual([
    'GET /owners',
    'GET /owners/{ownerId}',
    'GET /owners/{ownerId}/pets',
  ]);
  expect(excuse.find(({ route }) => route === 'GET /search')?.reason).toContain('answered 404');
  expect(excuse.find(({ route }) => route.endsWith('{pet_id}'))?.reason).toContain('{pet_id}');
  // No more than once each, and nothing that writes.
  expect(asked).toHaveLength(new Set(asked).size);
});

it('asks an API as who the environment says, and leaves out what needs a login it has not', async () => {
  const asked: unknown[] = [];
  const connect: InitInput['connect'] = (headers) => async (path) => {
    asked.push([path, headers]);
    return { status: 200, text: '[{"id":1}]' };
  };
  const without = await scenarioOf(clinic, { connect });
  expect(without.headers).toEqual({});
  expect(without.excuse).toContainEqual({ route: 'GET /me', reason: 'It needs a login (bearer).' });
  expect(asked).not.toContainEqual(['/me', {}]);
  const env = { ANIMAL_CLINIC_1_TOKEN: 'canary\n' };
  const login = await scenarioOf(clinic, { connect, env });
  expect(login.routes.map(({ route }) => route)).toContain('GET /me');
  expect(asked).toContainEqual(['/me', { authorization: 'Bearer canary' }]);
  expect(login.text).not.toContain('canary');
});

it.each([
  ['basic', { type: 'http', scheme: 'basic' }, { authorization: 'Basic ' }],
  ['oauth2', { type: 'oauth2', flows: {} }, { authorization: 'Bearer ' }],
  ['a header', { type: 'apiKey', in: 'header', name: 'X-Token' }, { 'x-token': '' }],
  [
    'x-api-key, which a load test sends anyway',
    { type: 'apiKey', in: 'header', name: 'X-Api-Key' },
    {},
  ],
] as const)('sends a login by %s', async (_what, scheme, before) => {
  const document = {
    openapi: '3.0.0',
    info: { title: 'a' },
    security: [{ s: [] }],
    paths: { '/': { get: { responses: {} } } },
    components: { securitySchemes: { s: scheme } },
  };
  const { headers } = await scenarioOf(JSON.stringify(document));
  const wanted = Object.entries(before).map(([name, text]) => [name, `${text}\${env:A_TOKEN}`]);
  expect(headers).toEqual(Object.fromEntries(wanted));
});

it('excuses what needs a login that a load test cannot send', async () => {
  const schemes = {
    q: { type: 'apiKey', in: 'query', name: 'k' },
    h: { type: 'http', scheme: 'bearer' },
  };
  const document = {
    openapi: '3.0.0',
    paths: {
      '/a': { get: { security: [{ q: [] }] } },
      '/b': { get: { security: [{ q: [], h: [] }] } },
      '/c': { get: { security: [{ q: [] }, {}] } },
      '/d': { get: { security: [{ q: [] }, { h: [] }] } },
    },
    components: { securitySchemes: schemes },
  };
  const { routes, excuse } = await scenarioOf(JSON.stringify(document));
  expect(routes.map(({ route }) => route)).toEqual(['GET /c', 'GET /d']);
  expect(excuse.map(({ reason }) => reason)).toEqual([
    'It needs a login (q).',
    'It needs a login (q and h).',
  ]);
});

it.each([
  ['a list', '[]', 'is no OpenAPI document'],
  ['a word', 'hello', 'is no OpenAPI document'],
  ['Swagger 2', "swagger: '2.0'\npaths: { /a: { get: {} } }", 'is Swagger 2.0, and catops reads'],
  ['no paths', 'openapi: 3.1.0\ninfo: { title: x }\nwebhooks: {}', 'names no route'],
])('refuses %s in one sentence', async (_what, text, sentence) => {
  await expect(init(text)).rejects.toMatchObject({
    code: 'usage-invalid',
    message: expect.stringContaining(`--openapi: api.yaml ${sentence}`),
  });
});

it('says why nothing can be asked', async () => {
  const text = "openapi: 3.0.0\npaths: { '/a/{x}': { get: { responses: {} } } }";
  await expect(init(text)).rejects.toThrow(
    'No route of api.yaml can be asked yet; nothing was written. GET /a/{x}: No route lists values',
  );
});

it('writes a scenario whatever is in the document', async () => {
  const hostile = {
    openapi: '3.0.0',
    info: { title: `x"\n- evil: \u001b[31m\${env:HOME}` },
    paths: {
      '/a\'b": c/{i d}': {
        get: { parameters: [{ name: 'i d', in: 'path', example: '}{"\n' }], responses: {} },
      },
      '/loop/{x}': {
        get: {
          parameters: [{ $ref: '#/paths/~1loop~1{x}/get/parameters/0' }, 7, null],
          responses: {
            200: { content: { 'application/json': { schema: { $ref: '#/nowhere' } } } },
          },
        },
      },
      '/stolen/{x}': {
        get: { parameters: [{ name: 'x', in: 'path', example: `\${env:HOME}` }], responses: {} },
      },
      '/plain': { get: { parameters: 'none', responses: { yes: 1 } }, put: null },
    },
  };
  const { routes, excuse, text } = await scenarioOf(JSON.stringify(hostile));
  expect(routes.map(({ route }) => route)).toEqual(['GET /plain']);
  expect(excuse).toHaveLength(3);
  expect(text).not.toContain('\u001b');
  expect(text).not.toContain(`\${env`);
});
