import { isNode, type Node, nodesOf } from './days-named.js';

/** How many times as long as what was stored a text may become: no cell of a log line becomes more than some hundred kilobytes. */
const longestGrowth = 4096;

/** Functions that put texts together. */
const joining: ReadonlySet<string> = new Set(['||', 'concat', 'concat_ws', 'list_value']);
const replacing: ReadonlySet<string> = new Set(['replace', 'regexp_replace']);

/**
 * Why the texts of a question could grow beyond what this machine holds; null when they cannot. Memory
 * for texts is not counted by the engine's limit, and twenty doublings of a route are gigabytes. Calls
 * are multiplied wherever they stand: the parts of a WITH may be put into each other.
 */
export function textGrowth(statement: unknown): string | null {
  let growth = 1;
  let why: string | null = null;
  visit(statement, (node) => {
    const factor = factorOf(node);
    if (factor === null) why = 'What replaces a text has to be written out in quotes.';
    else growth *= factor;
  });
  if (why !== null || growth <= longestGrowth) return why;
  return 'It puts texts together too often: they could become too long for this machine.';
}

function visit(value: unknown, look: (node: Node) => void): void {
  if (Array.isArray(value)) for (const each of value) visit(each, look);
  if (!isNode(value)) return;
  if (value['class'] === 'FUNCTION') look(value);
  for (const each of Object.values(value)) visit(each, look);
}

/** By how much a call makes its longest text longer, at most; null when that is not known. */
function factorOf(node: Node): number | null {
  const name = String(node['function_name']).toLowerCase();
  const given = nodesOf(node['children']);
  if (joining.has(name)) return Math.max(1, given.length);
  if (!replacing.has(name)) return 1;
  const text = constantText(given[2]);
  // It may come before and after each letter.
  return text === null ? null : text.length + 1;
}

function constantText(node: Node | undefined): string | null {
  if (node?.['class'] !== 'CONSTANT' || !isNode(node['value'])) return null;
  const { value } = node['value'];
  return typeof value === 'string' ? value : null;
}
