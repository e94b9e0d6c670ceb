import { type ApiDocument, isPart, listOf, type Part } from './api-document.js';

const deepest = 6;

/** The value a schema itself gives for an example, or undefined. */
export function givenExample(schema: Part | undefined): unknown {
  if (schema === undefined) return undefined;
  if (schema['example'] !== undefined) return schema['example'];
  const [first] = listOf(schema['examples']);
  return first ?? schema['const'] ?? schema['default'] ?? listOf(schema['enum'])[0];
}

/** Names of the types of a schema: 3.1 may list several. */
export function typesOf(schema: Part | undefined): readonly unknown[] {
  const type = schema?.['type'];
  return Array.isArray(type) ? type : [type];
}

/** A value that a schema allows, as far as it says so; undefined when it says too little. */
export function exampleOf(document: ApiDocument, value: unknown, depth = 0): unknown {
  const schema = document.at(value);
  if (schema === undefined || depth > deepest) return undefined;
  const given = givenExample(schema);
  if (given !== undefined) return given;
  for (const key of ['oneOf', 'anyOf']) {
    const [first] = listOf(schema[key]);
    if (first !== undefined) return exampleOf(document, first, depth + 1);
  }
  const parts = listOf(schema['allOf']).map((part) => exampleOf(document, part, depth + 1));
  const types = typesOf(schema);
  if (parts.length > 0 || types.includes('object') || isPart(schema['properties'])) {
    return Object.assign({}, ...parts.filter(isPart), ownFields(document, schema, depth));
  }
  if (types.includes('array')) {
    const item = exampleOf(document, schema['items'], depth + 1);
    return item === undefined ? [] : [item];
  }
  return simple(schema, types);
}

// What is not required is left out: the less is sent, the less can be refused.
function ownFields(document: ApiDocument, schema: Part, depth: number): Part {
  const properties = document.at(schema['properties']) ?? {};
  const required = listOf(schema['required']);
  const fields = Object.entries(properties)
    .filter(([name]) => required.length === 0 || required.includes(name))
    .filter(([, field]) => document.at(field)?.['readOnly'] !== true)
    .map(([name, field]) => [name, exampleOf(document, field, depth + 1)] as const);
  return Object.fromEntries(fields.filter(([, field]) => field !== undefined));
}

const byFormat: Readonly<Record<string, string>> = {
  date: '2018-11-15',
  'date-time': '2018-11-15T21:30:00Z',
  email: 'cat@example.org',
  uuid: '00000000-0000-4000-8000-000000000000',
  uri: 'https://example.org/',
};

function simple(schema: Part, types: readonly unknown[]): unknown {
  if (types.includes('integer') || types.includes('number')) {
    const least = schema['minimum'];
    return typeof least === 'number' ? Math.ceil(least) : 1;
  }
  if (types.includes('boolean')) return true;
  if (!types.includes('string')) return undefined;
  const format = schema['format'];
  return (typeof format === 'string' ? byFormat[format] : undefined) ?? 'text';
}
