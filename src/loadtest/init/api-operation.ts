import type { RouteName } from '../../contracts/route-policy.js';
import { placeholdersOfBody, textsOf } from '../placeholders.js';
import { type ApiDocument, listOf, type Part, textAt } from './api-document.js';
import { type ApiLogin, loginOf } from './api-login.js';
import { exampleOf, givenExample, typesOf } from './example-of.js';

/** One operation, as far as asking it needs. */
export interface ApiOperation {
  readonly route: RouteName;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly ApiParameter[];
  /** The status it is to answer with. */
  readonly status: number;
  /** True for an answer that does not end, such as server-sent events. */
  readonly streams: boolean;
  /** Fields of the items it answers with, from its schema; null where nothing says that it lists. */
  readonly itemFields: readonly string[] | null;
  readonly body: { readonly type: string; readonly example: unknown } | null;
  /** What it asks for beside an `x-api-key`; null when it can be asked without. */
  readonly login: ApiLogin | null;
}

export interface ApiParameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  /** From the document; null when it gives none. */
  readonly example: string | null;
  /** A value its schema allows where the document has no example; null when it says too little. */
  readonly guess: string | null;
  readonly isNumber: boolean;
  /** Largest number allowed; null when there is no bound. */
  readonly maximum: number | null;
}

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/** All operations of a document, in its order. */
export function readOperations(document: ApiDocument): readonly ApiOperation[] {
  return Object.entries(document.at(document.root['paths']) ?? {}).flatMap(([path, value]) => {
    const item = document.at(value) ?? {};
    return methods.flatMap((method) => {
      const operation = document.at(item[method]);
      if (operation === undefined) return [];
      return [operationOf(document, { path, method, item, operation })];
    });
  });
}

function operationOf(
  document: ApiDocument,
  place: { path: string; method: string; item: Part; operation: Part },
): ApiOperation {
  const { path, method, item, operation } = place;
  const { status, content } = successOf(document, operation);
  const types = Object.keys(content);
  return {
    route: `${method.toUpperCase()} ${path}`,
    method: method.toUpperCase(),
    path,
    parameters: parametersOf(document, item, operation),
    status,
    streams: types.includes('text/event-stream'),
    itemFields: itemFieldsOf(document, jsonOf(document, content)),
    body: bodyOf(document, operation),
    login: loginOf(document, operation),
  };
}

// What an operation says of a parameter goes before what its path says of it.
function parametersOf(document: ApiDocument, item: Part, operation: Part): ApiParameter[] {
  const found = new Map<string, ApiParameter>();
  for (const value of [...listOf(item['parameters']), ...listOf(operation['parameters'])]) {
    const parameter = document.at(value);
    const name = textAt(parameter, 'name');
    const where = textAt(parameter, 'in');
    if (parameter === undefined || name === undefined || where === undefined) continue;
    found.set(`${where} ${name}`, parameterOf(document, parameter, name, where));
  }
  return [...found.values()];
}

function parameterOf(
  document: ApiDocument,
  parameter: Part,
  name: string,
  where: string,
): ApiParameter {
  const schema = document.at(parameter['schema']);
  const [named] = Object.values(document.at(parameter['examples']) ?? {});
  const given = parameter['example'] ?? document.at(named)?.['value'] ?? givenExample(schema);
  const maximum = schema?.['maximum'];
  const types = typesOf(schema);
  return {
    name,
    in: where,
    required: where === 'path' || parameter['required'] === true,
    example: asText(given),
    guess: asText(exampleOf(document, schema)),
    isNumber: types.includes('integer') || types.includes('number'),
    maximum: typeof maximum === 'number' ? maximum : null,
  };
}

function asText(value: unknown): string | null {
  if (Array.isArray(value)) return asText(value.map(String).join(','));
  const known =
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return known && isHarmless(String(value)) ? String(value) : null;
}

// A document must not reach into the environment, nor name feeds, by what it calls an example.
function isHarmless(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses
  return text !== '' && text.length <= 2000 && !/[\u0000-\u001f\u007f{}]/.test(text);
}

function successOf(document: ApiDocument, operation: Part): { status: number; content: Part } {
  const responses = document.at(operation['responses']) ?? {};
  const codes = Object.keys(responses).filter((code) => /^[23](\d\d|XX)$/.test(code));
  const code = codes.sort()[0];
  const response = document.at(code === undefined ? responses['default'] : responses[code]);
  return {
    status: code === undefined || code.endsWith('XX') ? 200 : Number(code),
    content: document.at(response?.['content']) ?? {},
  };
}

function jsonOf(document: ApiDocument, content: Part): Part | undefined {
  const type = Object.keys(content).find((name) =>
    /^(application\/([\w.-]+\+)?json|\*\/\*)/.test(name),
  );
  return type === undefined ? undefined : document.at(content[type]);
}

// A list, or an object with a list in it.
function itemFieldsOf(document: ApiDocument, media: Part | undefined): readonly string[] | null {
  const schema = document.at(media?.['schema']);
  if (typesOf(schema).includes('array')) return fieldsOf(document, schema?.['items']);
  for (const value of Object.values(propertiesOf(document, schema))) {
    const property = document.at(value);
    if (typesOf(property).includes('array')) return fieldsOf(document, property?.['items']);
  }
  return null;
}

function fieldsOf(document: ApiDocument, items: unknown): readonly string[] {
  return Object.keys(propertiesOf(document, document.at(items)));
}

function propertiesOf(document: ApiDocument, schema: Part | undefined, depth = 0): Part {
  if (schema === undefined || depth > 5) return {};
  const inherited = [...listOf(schema['allOf']), ...listOf(schema['oneOf']).slice(0, 1)].map(
    (part) => propertiesOf(document, document.at(part), depth + 1),
  );
  return Object.assign({}, ...inherited, document.at(schema['properties']) ?? {});
}

function bodyOf(document: ApiDocument, operation: Part): ApiOperation['body'] {
  const content = document.at(document.at(operation['requestBody'])?.['content']) ?? {};
  const type = Object.keys(content).find((name) => /^application\/([\w.-]+\+)?json/.test(name));
  const media = type === undefined ? undefined : document.at(content[type]);
  if (type === undefined || media === undefined) {
    const [other] = Object.keys(content);
    return other === undefined ? null : { type: other, example: undefined };
  }
  const [named] = Object.values(document.at(media['examples']) ?? {});
  const example = media['example'] ?? document.at(named)?.['value'];
  const body = example ?? exampleOf(document, media['schema']);
  return { type, example: textsOf(body).every(isHarmlessInBody) ? body : undefined };
}

function isHarmlessInBody(text: string): boolean {
  return !text.includes('${env') && placeholdersOfBody(text).length === 0;
}
