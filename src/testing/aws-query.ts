import { NormalizedSchema } from '@smithy/core/schema';

type Schema = Parameters<typeof NormalizedSchema.of>[0];
type Tree = { [key: string]: string | Tree };
type Json = Readonly<Record<string, unknown>>;

/**
 * A form of the query protocol as JSON, typed by the SDK's schema (smithy.io, "AWS query protocol":
 * members are joined by dots, lists are `member.1`, `member.2` …). A member the schema does not know
 * stays, for the check to find.
 */
export function fromForm(schema: unknown, form: Iterable<readonly [string, string]>): Json {
  const tree: Tree = {};
  for (const [key, value] of form) put(tree, key.split('.'), value);
  return typed(schema as Schema, tree) as Json;
}

function put(tree: Tree, [head = '', ...rest]: readonly string[], value: string): void {
  if (rest.length === 0) {
    tree[head] = value;
    return;
  }
  const below = tree[head];
  const next: Tree = typeof below === 'object' ? below : {};
  tree[head] = next;
  put(next, rest, value);
}

function typed(schema: Schema, value: string | Tree): unknown {
  const ns = NormalizedSchema.of(schema);
  if (typeof value === 'object') {
    if (ns.isListSchema()) return listOf(ns, value);
    const members = ns.isStructSchema() ? new Map(ns.structIterator()) : new Map();
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [
        key,
        members.has(key) ? typed(members.get(key), each) : each,
      ]),
    );
  }
  if (ns.isBooleanSchema()) return value === 'true' ? true : value === 'false' ? false : value;
  if (ns.isNumericSchema()) return Number.isFinite(Number(value)) ? Number(value) : value;
  return ns.isTimestampSchema() ? Date.parse(value) / 1000 : value;
}

function listOf(ns: NormalizedSchema, value: Tree): unknown {
  const { member } = value;
  // An empty list is an empty text; anything but `member` is another protocol's list.
  if (typeof member !== 'object') return value;
  return Object.values(member).map((each) => typed(ns.getValueSchema(), each));
}

/** A value as the XML of the query protocol: lists as `member` elements, times in ISO 8601. */
export function toXml(schema: unknown, value: unknown): string {
  const ns = NormalizedSchema.of(schema as Schema);
  if (ns.isStructSchema()) {
    const given = value as Json;
    return [...ns.structIterator()]
      .filter(([key]) => given[key] !== undefined && given[key] !== null)
      .map(([key, member]) => `<${key}>${toXml(member, given[key])}</${key}>`)
      .join('');
  }
  if (ns.isListSchema())
    return (value as readonly unknown[])
      .map((each) => `<member>${toXml(ns.getValueSchema(), each)}</member>`)
      .join('');
  if (ns.isTimestampSchema()) return new Date(Number(value) * 1000).toISOString();
  return escaped(String(value));
}

/** Text in an element. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
