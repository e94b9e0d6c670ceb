import { CatopsError } from '../../platform/errors.js';
import {
  allowedExpressions,
  allowedFunctions,
  allowedNodes,
  allowedTypes,
  hiddenCalls,
  type QuestionTable,
  questionTables,
} from './allowed.js';
import { type DaySpan, daysNamed, isNode, type Node, nodesOf } from './days-named.js';
import { textGrowth } from './text-growth.js';

/** What a question reads: the tables, and the days of each; null where it names none. */
export type Reads = ReadonlyMap<QuestionTable, readonly (DaySpan | null)[]>;

/**
 * Checks a statement as the engine's own parser understood it. What is not known to be harmless is
 * refused: nothing is looked for in the text. Throws `query-refused`.
 */
export function checkQuestion(parsed: unknown): Reads {
  const root = isNode(parsed) ? parsed : {};
  if (root['error'] === true) {
    const why = String(root['error_message'] ?? '').split('\n')[0] ?? '';
    const select = /Only SELECT/i.test(why);
    throw refused(select ? 'Only SELECT can be asked.' : `It is no valid SQL: ${why}`);
  }
  const statements = nodesOf(root['statements']);
  if (statements.length !== 1)
    throw refused(`One statement can be asked, not ${statements.length}.`);
  const withs = new Set<string>();
  collectWiths(statements[0], withs);
  const reads = new Map<QuestionTable, (DaySpan | null)[]>();
  walk(statements[0], { withs, reads });
  const grows = textGrowth(statements[0]);
  if (grows !== null) throw refused(grows, { hint: 'ask for fewer of them' });
  if (reads.get('access_log')?.includes(null)) {
    throw refused('It does not say from which day on access_log is to be read.', {
      hint: "add for each access_log a condition of its own to WHERE: dt = '2018-11-15', or dt BETWEEN '2018-11-01' AND '2018-11-15'",
    });
  }
  return reads;
}

interface Walk {
  readonly withs: ReadonlySet<string>;
  readonly reads: Map<QuestionTable, (DaySpan | null)[]>;
}

function refused(why: string, options: { readonly hint?: string } = {}): CatopsError {
  return new CatopsError('query-refused', why, {
    hint: 'one SELECT over access_log, rollup_hour, latency_hour, rollup_day, latency_day, keys_day, images_day and runs',
    ...options,
  });
}

function collectWiths(value: unknown, names: Set<string>): void {
  if (Array.isArray(value)) for (const each of value) collectWiths(each, names);
  if (!isNode(value)) return;
  if (isNode(value['cte_map'])) {
    for (const { key } of nodesOf(value['cte_map']['map'])) {
      const name = String(key).toLowerCase();
      if (isTable(name)) throw refused(`WITH must not take the name of the table ${name}.`);
      names.add(name);
    }
  }
  for (const each of Object.values(value)) collectWiths(each, names);
}

function walk(value: unknown, state: Walk): void {
  if (Array.isArray(value)) for (const each of value) walk(each, state);
  if (!isNode(value)) return;
  if (typeof value['class'] === 'string') checkExpression(value);
  else if (typeof value['type'] === 'string') checkNode(value, state);
  if (value['type'] === 'SELECT_NODE') noteReads(value, state);
  for (const [key, each] of Object.entries(value)) if (key !== 'value') walk(each, state);
  // The value of a WITH is a query; that of a constant is none.
  if (value['class'] !== 'CONSTANT') walk(value['value'], state);
}

function checkExpression(node: Node): void {
  const kind = String(node['class']);
  if (!allowedExpressions.has(kind))
    throw refused(`It uses ${kind.toLowerCase()}, which is not allowed.`);
  if (kind === 'COLUMN_REF') checkName(node);
  if (kind === 'FUNCTION' || kind === 'WINDOW') checkFunction(node);
  if (kind === 'STAR' && (node['columns'] === true || isNode(node['expr']))) {
    throw refused('COLUMNS is not allowed.');
  }
  if (kind === 'CAST') {
    const type = isNode(node['cast_type']) ? String(node['cast_type']['id']) : '';
    if (!allowedTypes.has(type)) throw refused(`A cast to ${type.toLowerCase()} is not allowed.`);
  }
}

/** Some names without brackets are calls all the same. */
function checkName(node: Node): void {
  const [name = ''] = Array.isArray(node['column_names']) ? node['column_names'].map(String) : [];
  if (hiddenCalls.has(name.toLowerCase())) throw refused(`${shown(name)} is not allowed.`);
}

function checkFunction(node: Node): void {
  const name = String(node['function_name']).toLowerCase();
  const schema = node['schema'] ?? '';
  const ours = (schema === '' || schema === 'main') && !node['catalog'];
  if (!ours || !allowedFunctions.has(name))
    throw refused(`The function ${shown(name)} is not allowed.`);
}

function checkNode(node: Node, { withs }: Walk): void {
  const kind = String(node['type']);
  if (!allowedNodes.has(kind))
    throw refused(`It uses ${kind.toLowerCase()}, which is not allowed.`);
  if (kind === 'TABLE_FUNCTION') {
    const call = isNode(node['function']) ? String(node['function']['function_name']) : '';
    if (call.toLowerCase() !== 'unnest')
      throw refused(`The function ${shown(call)} is not allowed.`);
  }
  if (kind !== 'BASE_TABLE') return;
  const name = String(node['table_name']).toLowerCase();
  const qualified = node['schema_name'] || node['catalog_name'] || isNode(node['at_clause']);
  if (qualified || !(isTable(name) || withs.has(name))) {
    throw refused(`There is no table ${shown(name)} to ask about.`);
  }
}

/** Notes the tables of one SELECT, with the days that its WHERE holds each to. */
function noteReads(select: Node, { reads }: Walk): void {
  const tables = tablesOf(select['from_table']);
  for (const { name, alias } of tables) {
    if (!isTable(name)) continue;
    const span = daysNamed(select['where_clause'], [alias], tables.length === 1);
    reads.set(name, [...(reads.get(name) ?? []), span]);
  }
}

/** Tables that are joined here; those of inner queries have their own SELECT. */
function tablesOf(from: unknown): readonly { readonly name: string; readonly alias: string }[] {
  if (!isNode(from)) return [];
  if (from['type'] === 'JOIN') return [...tablesOf(from['left']), ...tablesOf(from['right'])];
  if (from['type'] === 'SUBQUERY') return [{ name: '', alias: '' }];
  if (from['type'] !== 'BASE_TABLE') return [];
  const name = String(from['table_name']).toLowerCase();
  return [{ name, alias: String(from['alias'] || name).toLowerCase() }];
}

function isTable(name: string): name is QuestionTable {
  return (questionTables as readonly string[]).includes(name);
}

function shown(name: string): string {
  return `"${name.replace(/[^\w./:-]/g, '?').slice(0, 60)}"`;
}
