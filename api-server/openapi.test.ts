import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, it } from 'vitest';
import { alarms } from './alarms.js';
import { catalogue, openApiDocument } from './catalogue.js';
import { docsPage } from './http/docs-page.js';
import type { Operation } from './http/openapi.js';
import { openFakeApp } from './testing/fake-app.js';

const document = openApiDocument(catalogue, { version: '1.2.3', alarms });
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

it('is a valid OpenAPI 3.1 document', async () => {
  const validator = new Validator();
  // As it goes over the wire; the validator may change what it is given.
  const validate = (data: object) => validator.validate(JSON.parse(JSON.stringify(data)));
  expect(await validate(document)).toEqual({ valid: true });
  expect(validator.version).toBe('3.1');
  // The validator does see what is wrong.
  expect(await validate({ ...document, paths: { '/x': { get: { responses: 1 } } } })).toMatchObject(
    {
      valid: false,
    },
  );
});

it('has an example of every body that is text, and each is one that its route means', () => {
  for (const { name, replies, request } of catalogue) {
    for (const [status, { type, schema, example }] of Object.entries(replies)) {
      if (type?.startsWith('image/') || (!schema && type === undefined)) continue;
      expect([name, status, example]).toEqual([name, status, expect.anything()]);
      expect([name, status, schema?.safeParse(example).error]).toEqual([name, status, undefined]);
    }
    if (!request?.body || request.isForm) continue;
    expect([name, request.example]).toEqual([name, expect.anything()]);
    expect([name, request.body.safeParse(request.example).error]).toEqual([name, undefined]);
  }
  const refusals = operations.flatMap(({ path, operation }) =>
    ['401', '429'].flatMap((status) => {
      const content = operation.responses[status]?.content;
      return content ? [[path, status, Object.values(content)[0]?.example]] : [];
    }),
  );
  expect(refusals.length).toBeGreaterThan(catalogue.length);
  expect(refusals.filter(([, , example]) => example === undefined)).toEqual([]);
});

it('can be read as one page, which runs nothing and fetches nothing', async () => {
  const api = await openFakeApp();
  const answer = await api.ask('/docs');
  await api.app.close();
  expect([answer.status, answer.headers['content-type']]).toEqual([
    200,
    'text/html; charset=utf-8',
  ]);
  expect(answer.headers['content-security-policy']).toBe(
    "default-src 'none'; style-src 'unsafe-inline'",
  );
  expect(answer.body).not.toMatch(/<script|<img|<link|\son\w+=|src=|@import|url\(/i);
  for (const { path, method } of operations) {
    expect(answer.body).toContain(`<code>${method.toUpperCase()} ${path}</code>`);
  }
});

it('says what words a parameter may be, what a form is made of, and what holds for all routes', () => {
  const page = docsPage(document);
  expect(page).toMatch(/<td data-title="Meaning">[^<]*; one of RANDOM, ASC, DESC<\/td>/);
  expect(page).toMatch(/<td><code>file<\/code><\/td><td data-title="Needed">yes<\/td>/);
  for (const told of ['x-api-key', 'Pagination-Count', 'RateLimit-Remaining', 'Retry-After']) {
    expect([told, page.includes(told)]).toEqual([told, true]);
  }
});

it('shows whatever a document says as text', () => {
  const hostile = '</code><script>alert("x")</script>';
  const responses = { 200: { description: hostile, content: { [hostile]: { schema: {} } } } };
  const operation = { operationId: hostile, summary: hostile, parameters: [], responses };
  const page = docsPage({
    ...document,
    info: { title: hostile, version: hostile, description: hostile },
    paths: { [hostile]: { get: operation as unknown as Operation } },
  });
  expect(page).not.toContain('<script');
});
