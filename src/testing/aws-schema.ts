import { NormalizedSchema } from '@smithy/core/schema';

/** An operation of an AWS client: what goes in and what comes out, in the SDK's own schema. */
export interface AwsOperation {
  readonly name: string;
  /** What is wrong with a request's JSON, a sentence each; none when it is right. */
  checkInput(value: unknown): string[];
  checkOutput(value: unknown): string[];
  /** The schemas themselves, for a protocol that is no JSON. */
  readonly input: unknown;
  readonly output: unknown;
}

type Schema = Parameters<typeof NormalizedSchema.of>[0];
type Declared = readonly [9, string, string, unknown, unknown, unknown];

/**
 * The operations of a client package, by name: it exports each as `[9, namespace, name, traits,
 * input, output]`. Names, types and required members are in there; lengths and patterns are not.
 */
export function awsOperations(client: object): ReadonlyMap<string, AwsOperation> {
  const declared = Object.values(client).filter(
    (value): value is Declared => Array.isArray(value) && value[0] === 9,
  );
  return new Map(
    declared.map(([, , name, , input, output]) => [
      name,
      {
        name,
        input,
        output,
        checkInput: (value) => check(input as Schema, value, name),
        checkOutput: (value) => check(output as Schema, value, `${name}Output`),
      },
    ]),
  );
}

function check(schema: Schema, value: unknown, path: string): string[] {
  const ns = NormalizedSchema.of(schema);
  if (ns.isStructSchema()) return checkStruct(ns, value, path);
  if (ns.isListSchema()) {
    if (!Array.isArray(value)) return [`${path} is no list`];
    return value.flatMap((each, at) => check(ns.getValueSchema(), each, `${path}[${at}]`));
  }
  if (ns.isMapSchema())
    return Object.entries(value as object).flatMap(([key, each]) =>
      check(ns.getValueSchema(), each, `${path}.${key}`),
    );
  if (ns.isStringSchema()) return typeof value === 'string' ? [] : [`${path} is no string`];
  if (ns.isNumericSchema() || ns.isTimestampSchema())
    return typeof value === 'number' ? [] : [`${path} is no number`];
  if (ns.isBooleanSchema()) return typeof value === 'boolean' ? [] : [`${path} is no boolean`];
  return [];
}

function checkStruct(ns: NormalizedSchema, value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return [`${path} is no object`];
  const given = value as Readonly<Record<string, unknown>>;
  const members = new Map(ns.structIterator());
  // The names of the required ones come first; their count is the schema's last element.
  const required = Number((ns.getSchema() as readonly unknown[])[6] ?? 0);
  const unknown = Object.keys(given).filter((key) => !members.has(key));
  const missing = [...members.keys()].slice(0, required).filter((key) => given[key] === undefined);
  return [
    ...unknown.map((key) => `${path} has no member ${key}`),
    ...missing.map((key) => `${path} needs ${key}`),
    ...[...members].flatMap(([key, member]) =>
      given[key] == null ? [] : check(member, given[key], `${path}.${key}`),
    ),
  ];
}
