import { parse } from 'yaml';

/** Plain data of a text that is JSON or YAML. Throws an Error that says why it is neither. */
export function parsePlain(text: string): unknown {
  const start = text.trimStart();
  // Large documents are JSON as a rule, which is read far faster as what it is.
  if (start.startsWith('{') || start.startsWith('[')) {
    try {
      return JSON.parse(text);
    } catch {
      // Flow style of YAML may start like that, too.
    }
  }
  return parse(text, { maxAliasCount: 100, logLevel: 'error' });
}
