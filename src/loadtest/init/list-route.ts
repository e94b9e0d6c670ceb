import type { ApiOperation, ApiParameter } from './api-operation.js';

/** A route that may list the values of a path parameter. */
export interface ListRoute {
  /** What it is asked with; names in braces are parameters that stand before. */
  readonly get: string;
  /** The same without a number of items, for an API that does not like ours. */
  readonly plain: string;
  readonly itemFields: readonly string[] | null;
}

const wanted = 25;
const sizeNames = /^(limit|per_?page|page_?size|size|count|first|take|\$top|max_?results)$/i;

/**
 * Routes that may list the values of the parameter after `prefix`, the likeliest first: for
 * `/owners/{ownerId}/pets/{petId}` these are `/owners/{ownerId}/pets` and `/owners/{ownerId}/pets/search`.
 */
export function listRoutes(operations: readonly ApiOperation[], prefix: string): ListRoute[] {
  const shape = shapeOf(prefix);
  return operations
    .flatMap((operation): (ListRoute & { readonly rest: string })[] => {
      const found = shapeOf(operation.path);
      if (operation.method !== 'GET' || operation.streams) return [];
      if (!found.startsWith(shape)) return [];
      const rest = found.slice(shape.length);
      if (!/^\/?$|^\/[^/{}]+$/.test(rest)) return [];
      const query = requiredQuery(operation);
      if (query === null) return [];
      const path = `${prefix}${rest}`;
      const size = sizeOf(operation);
      const plain = withQuery(path, query);
      const get = size === null ? plain : withQuery(path, [...query, size]);
      return [{ get, plain, itemFields: operation.itemFields, rest }];
    })
    .sort((a, b) => a.rest.length - b.rest.length)
    .map(({ get, plain, itemFields }) => ({ get, plain, itemFields }));
}

/** The query that an operation cannot be asked without; null when a value is not known. */
export function requiredQuery(operation: ApiOperation): [string, string][] | null {
  const required = operation.parameters.filter((each) => each.in === 'query' && each.required);
  const query: [string, string][] = [];
  for (const { name, example, guess } of required) {
    const value = example ?? guess;
    if (value === null) return null;
    query.push([name, value]);
  }
  return query;
}

/** The field that holds values of a parameter, by its name; null when none looks like it. */
export function fieldFor(
  { name }: Pick<ApiParameter, 'name'>,
  fields: readonly string[],
): string | null {
  const plain = (text: string): string => text.replace(/[^A-Za-z0-9]/g, '').toLowerCase();
  const safe = fields.filter((field) => /^[\w.$@-]{1,200}$/.test(field));
  const byName = safe.find((field) => plain(field) === plain(name));
  const tail = /(name|slug|key|code|uuid|guid)$/i.exec(name)?.[1] ?? 'id';
  const others = [tail, 'id', 'uuid'].map((other) =>
    safe.find((field) => plain(field) === plain(other)),
  );
  return byName ?? others.find((field) => field !== undefined) ?? null;
}

function sizeOf({ parameters }: ApiOperation): [string, string] | null {
  const size = parameters.find(
    (each) => each.in === 'query' && each.isNumber && sizeNames.test(each.name),
  );
  return size === undefined ? null : [size.name, String(Math.min(wanted, size.maximum ?? wanted))];
}

function withQuery(path: string, query: readonly (readonly [string, string])[]): string {
  const written = query.map(
    ([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`,
  );
  return written.length === 0 ? path : `${path}?${written.join('&')}`;
}

function shapeOf(path: string): string {
  return path.replace(/\{[^{}]*\}/g, '{}');
}
