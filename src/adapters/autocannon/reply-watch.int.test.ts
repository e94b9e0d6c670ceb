import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LoadPlan, PlannedRoute } from '../../loadtest/load-plan.js';
import type { RouteMeasurement } from '../../loadtest/ports.js';
import { steadyRate } from '../../loadtest/rate.js';
import type { ReplyCheck } from '../../loadtest/reply-check.js';
import { builtFile } from '../../testing/built.js';
import { createAutocannonGenerator } from './load-generator.js';

const any: ReplyCheck = { headers: {}, contains: [], json: {}, has: [] };
const votes = ['{"image":"a","value":1}', '{"image":"ü","value":2}'];
const received = new Set<string>();
let turn = 0;
const server = createServer(async (request, response) => {
  switch (request.url) {
    case '/votes': {
      // Fewer or more bytes than Content-Length says would break the next request.
      const body = await text(request);
      received.add(`${request.headers['content-type']} ${request.headers['x-user']} ${body}`);
      response.writeHead(votes.includes(body) ? 201 : 400).end('{"message":"SUCCESS","id":7}');
      return;
    }
    case '/split': {
      // A packet that ends inside of a letter.
      const bytes = Buffer.from('Müsli');
      response.write(bytes.subarray(0, 2));
      setTimeout(() => response.end(bytes.subarray(2)), 5);
      return;
    }
    case '/turns':
      response.end(turn++ % 2 === 0 ? 'a cat' : 'a dog');
      return;
    case '/large':
      response.end(`start${'x'.repeat(3_000_000)}end`);
      return;
    default:
      response.writeHead(200, { 'content-type': 'text/html' }).end('<p>ok</p>');
  }
});

let url: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function get(path: string, check: Partial<ReplyCheck>): PlannedRoute {
  return {
    route: `GET ${path}`,
    method: 'GET',
    expectedStatus: 200,
    check: { ...any, ...check },
    variants: [{ path }],
  };
}

it('sends bodies and headers, and counts what is not answered as expected', async () => {
  const post: PlannedRoute = {
    route: 'POST /votes',
    method: 'POST',
    expectedStatus: 201,
    check: { ...any, json: { message: 'SUCCESS' }, has: ['id'] },
    variants: votes.map((body, index) => ({
      path: '/votes',
      headers: { 'content-type': 'application/json', 'x-user': `user-${index}` },
      body,
    })),
  };
  const routes = [
    post,
    get('/split', { contains: ['Müsli'] }),
    get('/turns', { contains: ['cat'] }),
    get('/type', { headers: { 'content-type': 'application/json' } }),
    get('/typed', { headers: { 'content-type': 'TEXT/html' }, contains: ['ok'] }),
    get('/large', { contains: ['start'] }),
  ];
  const each = 20;
  const plan: LoadPlan = {
    url,
    routes,
    headers: {},
    keys: [],
    phases: [
      {
        name: 'open',
        measured: true,
        seconds: 2,
        rate: steadyRate((routes.length * each) / 2),
        connections: null,
        counts: routes.map(() => each),
      },
    ],
    timeoutMs: 3000,
    giveUpMs: 10_000,
    verifyTls: true,
    share: { index: 0, total: 1 },
  };
  const generator = createAutocannonGenerator({ threadFile: builtFile('generator-thread.js') });
  const measured = await generator.run(plan, () => undefined, new AbortController().signal);
  const outcome = ({ expected, mismatched }: RouteMeasurement) => [expected, mismatched];
  expect(measured.phases[0]?.routes.map(outcome)).toEqual([
    [each, 0],
    [each, 0],
    [each / 2, each / 2],
    [0, each],
    [each, 0],
    [each, 0],
  ]);
  expect([...received].sort()).toEqual(
    votes.map((body, index) => `application/json user-${index} ${body}`),
  );
});
