import * as z from 'zod';
import { scenarioSchema } from './scenario-schema.js';

/** Where the schema lies, beside the scenarios. */
export const schemaFile = 'scenario.schema.json';

/** First line of a scenario: by it an editor finds the schema. */
export const schemaLine = `# yaml-language-server: $schema=./${schemaFile}`;

/**
 * The shape of a scenario as JSON Schema, for editors: completion, and what each key means. Draft 7,
 * for that is what they read. What depends on another part of the file, only `validate` knows.
 */
export function scenarioJsonSchema(): Readonly<Record<string, unknown>> {
  const shape = z.toJSONSchema(scenarioSchema, { io: 'input', target: 'draft-7' });
  return {
    ...shape,
    title: 'A scenario of catops loadtest',
    description: 'Checked in full by: catops loadtest validate',
  };
}
