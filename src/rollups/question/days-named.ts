import type { Day } from '../ports.js';
import { isDay } from '../windows.js';

/** A node of a parsed statement. */
export type Node = Readonly<Record<string, unknown>>;

/** Days from the first to the last, both included. */
export interface DaySpan {
  readonly from: Day;
  readonly to: Day;
}

const always: DaySpan = { from: '0000-01-01', to: '9999-12-31' };

/**
 * The days that a condition holds `dt` to; null when it has no beginning. Reads conditions joined by
 * AND that compare `dt` with days written as texts; `of` are names of the table they must speak of.
 */
export function daysNamed(
  condition: unknown,
  of: readonly string[],
  alone: boolean,
): DaySpan | null {
  const span = conditions(condition).reduce<DaySpan>((held, each) => {
    const next = spanOf(each, of, alone);
    return next ? { from: later(held.from, next.from), to: earlier(held.to, next.to) } : held;
  }, always);
  return span.from === always.from ? null : span;
}

function conditions(node: unknown): readonly Node[] {
  if (!isNode(node)) return [];
  return node['type'] === 'CONJUNCTION_AND'
    ? nodesOf(node['children']).flatMap(conditions)
    : [node];
}

function spanOf(node: Node, of: readonly string[], alone: boolean): DaySpan | null {
  const isDt = (side: unknown) => isDayColumn(side, of, alone);
  if (node['type'] === 'COMPARE_BETWEEN') return isDt(node['input']) ? betweenDays(node) : null;
  if (node['type'] === 'COMPARE_IN') {
    const [column, ...values] = nodesOf(node['children']);
    return isDt(column) ? listedDays(values) : null;
  }
  if (node['class'] !== 'COMPARISON') return null;
  const turned = isDt(node['right']);
  if (!turned && !isDt(node['left'])) return null;
  const day = dayOf(turned ? node['left'] : node['right']);
  return day === null ? null : compared(String(node['type']), day, turned);
}

function betweenDays(node: Node): DaySpan | null {
  const [from, to] = [dayOf(node['lower']), dayOf(node['upper'])];
  return from !== null && to !== null ? { from, to } : null;
}

function listedDays(values: readonly Node[]): DaySpan | null {
  const days = values.map(dayOf).sort();
  const [from, to] = [days[0], days.at(-1)];
  return from && to && !days.includes(null) ? { from, to } : null;
}

function compared(type: string, day: Day, turned: boolean): DaySpan | null {
  const least = turned ? 'LESSTHAN' : 'GREATERTHAN';
  const most = turned ? 'GREATERTHAN' : 'LESSTHAN';
  if (type === 'COMPARE_EQUAL') return { from: day, to: day };
  if (type.startsWith(`COMPARE_${least}`)) return { ...always, from: day };
  if (type.startsWith(`COMPARE_${most}`)) return { ...always, to: day };
  return null;
}

function isDayColumn(node: unknown, of: readonly string[], alone: boolean): boolean {
  if (!isNode(node) || node['class'] !== 'COLUMN_REF') return false;
  const names = (node['column_names'] as readonly string[]).map((name) => name.toLowerCase());
  if (names.at(-1) !== 'dt') return false;
  return names.length === 1 ? alone : names.length === 2 && of.includes(names[0] ?? '');
}

function dayOf(node: unknown): Day | null {
  if (!isNode(node) || node['class'] !== 'CONSTANT' || !isNode(node['value'])) return null;
  const value = node['value']['value'];
  return typeof value === 'string' && isDay(value) ? value : null;
}

/** Whether it is an object of a parsed statement. */
export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The objects of a list. */
export function nodesOf(value: unknown): readonly Node[] {
  return Array.isArray(value) ? value.filter(isNode) : [];
}

const later = (a: Day, b: Day) => (a > b ? a : b);
const earlier = (a: Day, b: Day) => (a < b ? a : b);
