import { messageOf } from '../platform/errors.js';
import { readBody } from './read-body.js';
import { frontMatter, type Runbook } from './runbook.js';

/** What a runbook is that does not say: it is shown all the same. */
const unsaid = {
  alarms: [],
  error_codes: [],
  rules: [],
  severity: 'sev3',
  owner: '—',
  last_drilled: 'never',
} as const;

/**
 * A runbook from the text of its file; undefined when it has no front matter, and so is none. Faults
 * are told and keep nobody from reading it.
 *
 * @param parseYaml throws an Error that says why it cannot be read
 */
export function readRunbook(
  name: string,
  text: string,
  parseYaml: (text: string) => unknown,
): Runbook | undefined {
  const parts = /^---\r?\n([\s\S]*?)\r?\n---\r?\n([\s\S]*)$/.exec(text);
  if (!parts) return undefined;
  const [, head = '', body = ''] = parts;
  const { values, faults } = readHead(head, parseYaml);
  const { title = name, alarms, error_codes, rules, severity, owner, last_drilled } = values;
  const read = readBody(body.replaceAll('\r\n', '\n'));
  return {
    name,
    title,
    alarms,
    errorCodes: error_codes,
    rules,
    severity,
    owner,
    lastDrilled: last_drilled,
    ...read,
    faults: [...faults, ...read.faults],
  };
}

function readHead(head: string, parseYaml: (text: string) => unknown) {
  const none = { ...unsaid, title: undefined };
  try {
    const read = frontMatter.safeParse(parseYaml(head));
    if (read.success) return { values: read.data, faults: [] };
    const faults = read.error.issues.map(
      ({ path, message }) => `front matter: ${[...path, message].join(': ')}`,
    );
    return { values: none, faults };
  } catch (error) {
    return { values: none, faults: [`front matter: ${messageOf(error)}`] };
  }
}
