import { describe, expect, it } from 'vitest';
import { routePolicyKey, routePolicySchema } from '../src/contracts/route-policy.js';
import { alarms } from './alarms.js';
import { catalogue, openApiDocument } from './catalogue.js';

interface Operation {
  readonly operationId: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly required: boolean;
    readonly example?: unknown;
    readonly schema: Readonly<Record<string, unknown>>;
  }[];
  readonly responses: Readonly<Record<string, unknown>>;
  readonly [routePolicyKey]: unknown;
}
interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const document = openApiDocument(catalogue, { version: '1.2.3', alarms }) as Document;
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);
const find = (path: string) => document.paths[path]?.['get'];

describe('whoever reads /openapi.json', () => {
  it('finds every route with its policy', () => {
    expect(operations.map(({ path, method }) => `${method.toUpperCase()} ${path}`)).toEqual(
      catalogue.map(({ name }) => name),
    );
    for (const { operation } of operations) routePolicySchema.parse(operation[routePolicyKey]);
    expect(find('/v1/images/{image_id}/analysis')?.[routePolicyKey]).toEqual({
      since: '2026-11-21',
      probation: false,
      cache: { kind: 'reply', freshSeconds: 3600, staleSeconds: 86_400 },
      limit: {
        name: 'standard',
        keyed: { requests: 120, windowSeconds: 60 },
        keyless: { requests: 60, windowSeconds: 60 },
      },
      budget: { p99Ms: 50, dbQueriesPerRequest: 0.05 },
      runbook: 'uncached-route',
    });
    expect(find('/v1/images/search')?.[routePolicyKey]).toMatchObject({
      cache: { kind: 'index', stalenessSeconds: 1 },
    });
    expect(find('/health/live')?.[routePolicyKey]).toMatchObject({
      cache: { kind: 'never' },
      limit: { keyed: null, keyless: null },
    });
  });

  it('finds every parameter with an example and a type', () => {
    for (const { path, operation } of operations) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const declared = operation.parameters.filter((parameter) => parameter.in === 'path');
      expect(declared.map(({ name }) => name)).toEqual(inPath);
      expect(declared.every(({ required }) => required)).toBe(true);
      for (const { name, example, schema } of operation.parameters) {
        expect([path, name, example, schema['type']]).toEqual([
          path,
          name,
          expect.anything(),
          expect.stringMatching(/^(string|integer|boolean)$/),
        ]);
      }
    }
    const limit = find('/v1/images/search')?.parameters.find(({ name }) => name === 'limit');
    expect(limit).toMatchObject({
      required: false,
      example: 10,
      schema: { type: 'integer', minimum: 1, default: 1 },
    });
  });

  it('finds one name for each operation', () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(document.openapi).toBe('3.1.0');
  });
});
