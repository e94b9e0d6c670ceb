import { printable } from '../../platform/terminal-text.js';
import { schemaLine } from '../scenario-json-schema.js';
import type { Draft, DraftFeed, DraftRoute } from './draft.js';

/** What stands around the draft in the file. */
export interface Heading {
  readonly name: string;
  readonly title: string;
  /** Where the document came from, without a query: it may hold a key. */
  readonly source: string;
  /** As the scenario says it; null where it is where it is looked for anyway. */
  readonly openApi: string | null;
}

const measuredSeconds = 10;
const answersNeeded = 10;
// More than needed, for weights and for answers that are not as expected.
const spare = 1.5;

/** The text of a first scenario, as a person would write it. */
export function renderScenario(
  { headers, feeds, routes, excused }: Draft,
  heading: Heading,
): string {
  // A title is for people: what looks like a reference to the environment is none.
  const title = printable(heading.title).replaceAll('$', '');
  const needed = routes.length * answersNeeded * spare;
  const rate = Math.min(200, Math.max(20, Math.ceil(needed / measuredSeconds)));
  const seconds = Math.max(measuredSeconds, Math.ceil(needed / rate));
  return `${[
    schemaLine,
    `# A first scenario for ${title}, from ${printable(heading.source)}. It is yours to change.`,
    `name: ${heading.name}`,
    `description: ${quoted(`What can be asked of ${title} without knowing more of it.`.slice(0, 500))}`,
    ...(heading.openApi === null ? [] : [`openapi: ${quoted(heading.openApi)}`]),
    ...(Object.keys(headers).length === 0 ? [] : [`headers: ${mapping(Object.entries(headers))}`]),
    '',
    ...(feeds.length === 0 ? [] : ['feeds:', ...feeds.map(feedLine), '']),
    'routes:',
    ...routes.map((route) => routeLine(route, feeds)),
    '',
    ...(excused.length === 0 ? [] : ['excuse:', ...excused.flatMap(excuseLines), '']),
    'phases:',
    `  - { name: warm-up, rate: ${Math.max(10, Math.ceil(rate / 2))}/s, for: 3s, measure: false }`,
    `  - { name: steady, rate: ${rate}/s, for: ${seconds}s }`,
    '',
    'thresholds:',
    '  - errors < 1%',
    '  - lost == 0',
    '  - { expr: errors < 50%, abortAfter: 5s }',
    '  # How fast is fast enough, only you know: until then it warns.',
    '  - { expr: latency.p95 < 500ms, level: warn }',
    '',
    'coverage:',
    `  minimum: ${answersNeeded}`,
  ].join('\n')}\n`;
}

function feedLine({ name, get, field, count }: DraftFeed): string {
  const from = `{ get: ${quoted(get)}, field: ${quoted(field)}, count: ${count} }`;
  return `  ${name}: { from: ${from} }`;
}

function routeLine(
  { route, path, query, body, status }: DraftRoute,
  feeds: readonly DraftFeed[],
): string {
  const names = feeds.map(({ name }) => name);
  // A parameter takes the feed of its own name by itself.
  const params = Object.entries(path).filter(
    ([name, text]) => text !== `{${name}}` || !names.includes(name),
  );
  const parts = [
    ...(params.length === 0 ? [] : [`path: ${mapping(params)}`]),
    ...(Object.keys(query).length === 0 ? [] : [`query: ${mapping(Object.entries(query))}`]),
    ...(body === null
      ? []
      : [`body: { json: ${JSON.stringify(body.example)}${typeOf(body.type)} }`]),
    ...(status === 200 ? [] : [`expect: { status: ${status} }`]),
  ];
  return `  ${key(route)}:${parts.length === 0 ? '' : ` { ${parts.join(', ')} }`}`;
}

function typeOf(type: string): string {
  return type === 'application/json' ? '' : `, type: ${quoted(type)}`;
}

function excuseLines({ route, reason }: Draft['excused'][number]): string[] {
  return [
    `  - route: ${key(route)}`,
    `    reason: ${sentence(printable(reason).replaceAll('$', '').slice(0, 300))}`,
  ];
}

function mapping(entries: readonly (readonly [string, string])[]): string {
  return `{ ${entries.map(([name, text]) => `${quoted(name)}: ${quoted(text)}`).join(', ')} }`;
}

// JSON's way to write a text is one of YAML's. Words that YAML reads as something else are quoted.
function quoted(text: string): string {
  const plain =
    /^[A-Za-z][\w-]*$/.test(text) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text);
  return plain ? text : JSON.stringify(text);
}

// Outside of braces most sentences need no quotes.
function sentence(text: string): string {
  return /^[A-Za-z][\w .,()/-]*$/.test(text) ? text : JSON.stringify(text);
}

function key(route: string): string {
  return /^[A-Z]+ \/[\w\-./{}]*$/.test(route) ? route : JSON.stringify(route);
}
