import { type Comparison, type Metric, metricNames, type Threshold } from './threshold.js';

/** What is wrong in a threshold, and at which character, from 0. */
export class ThresholdFault extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

type Unit = 'duration' | 'share' | 'count' | 'rate' | 'number';

interface Limit {
  readonly value: number;
  readonly unit: Unit;
  readonly text: string;
  readonly offset: number;
}

/**
 * Reads `metric{route=…,phase=…} < limit`. White space is free; units are not. Throws a
 * {@link ThresholdFault} for anything that is not of the grammar.
 */
export function parseThreshold(text: string): Threshold {
  const head = /^\s*([^\s{<>=]*)\s*/.exec(text);
  const metricText = head?.[1] ?? '';
  const start = text.indexOf(metricText);
  let rest = head?.[0].length ?? 0;
  const labels = new Map<string, { value: string; offset: number }>();
  if (text[rest] === '{') rest = readLabels(text, rest, labels);
  const operator = /^\s*(<=|>=|==|<|>)/.exec(text.slice(rest));
  if (!operator) throw new ThresholdFault('expected <, <=, >, >= or == and a limit', rest);
  const limit = readLimit(text, rest + operator[0].length);
  return {
    metric: readMetric(metricText, start, limit),
    metricText,
    route: labels.get('route')?.value ?? null,
    phase: labels.get('phase')?.value ?? null,
    comparison: operator[1] as Comparison,
    limit: limit.value,
    limitText: limit.text,
    offsets: {
      route: labels.get('route')?.offset ?? start,
      phase: labels.get('phase')?.offset ?? start,
    },
  };
}

// A route's template has braces of its own, so the list ends where the braces balance.
function readLabels(
  text: string,
  open: number,
  labels: Map<string, { value: string; offset: number }>,
): number {
  let depth = 0;
  let from = open + 1;
  for (let i = open; i < text.length; i++) {
    const at = text[i];
    if (at === '{') depth++;
    if (at === '}') depth--;
    if (depth === 0 || (depth === 1 && at === ',')) {
      readLabel(text.slice(from, i), from, labels);
      from = i + 1;
    }
    if (depth === 0) return i + 1;
  }
  throw new ThresholdFault('the { of the labels is never closed', open);
}

function readLabel(
  part: string,
  from: number,
  labels: Map<string, { value: string; offset: number }>,
): void {
  const match = /^(\s*)([^=\s]*)(\s*=\s*)(.*?)\s*$/.exec(part);
  const [, space = '', name = '', equals = '', value = ''] = match ?? [];
  if (value === '') throw new ThresholdFault('expected a label such as route=GET /v1/breeds', from);
  if (name !== 'route' && name !== 'phase') {
    throw new ThresholdFault(
      `unknown label "${name}"; known are route, phase`,
      from + space.length,
    );
  }
  if (labels.has(name)) {
    throw new ThresholdFault(`label "${name}" is given twice`, from + space.length);
  }
  labels.set(name, { value, offset: from + space.length + name.length + equals.length });
}

const unitOf: Readonly<Record<string, Unit>> = { ms: 'duration', s: 'duration', us: 'duration' };
const toMs: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000 };

function readLimit(text: string, from: number): Limit {
  const raw = text.slice(from);
  const offset = from + (raw.length - raw.trimStart().length);
  const match = /^(\d+(?:\.\d+)?)\s*(us|ms|s|%|\/s)?$/.exec(raw.trim());
  if (!match) {
    throw new ThresholdFault(
      `"${raw.trim()}" is not a limit such as 200ms, 0.5%, 90/s or 0`,
      offset,
    );
  }
  const number = Number(match[1]);
  const unit = match[2] ?? '';
  const common = { text: `${match[1]}${unit}`, offset };
  if (unit === '%') return { ...common, value: number / 100, unit: 'share' };
  if (unit === '/s') return { ...common, value: number, unit: 'rate' };
  const kind = unitOf[unit];
  if (kind) return { ...common, value: number * (toMs[unit] ?? 1), unit: kind };
  return { ...common, value: number, unit: Number.isInteger(number) ? 'count' : 'number' };
}

function readMetric(text: string, offset: number, limit: Limit): Metric {
  const timed = /^(latency|service-time)\.p(\d{1,2}(?:\.\d+)?)$/.exec(text);
  if (timed && Number(timed[2]) > 0) {
    needUnit(text, limit, ['duration'], '200ms');
    return { kind: timed[1] as 'latency' | 'service-time', percentile: Number(timed[2]) };
  }
  const stat = /^(latency|service-time)\.(min|mean|max)$/.exec(text);
  if (stat) {
    needUnit(text, limit, ['duration'], '200ms');
    return {
      kind: stat[1] as 'latency' | 'service-time',
      stat: stat[2] as 'min' | 'mean' | 'max',
    };
  }
  const status = /^status\.([1-5])(\d\d|xx)$/.exec(text);
  if (status) {
    const [, first = '', rest = ''] = status;
    const number = Number(rest === 'xx' ? first : first + rest);
    return { kind: 'status', status: number, as: countOrShare(text, limit) };
  }
  switch (text) {
    case 'errors':
    case 'lost':
    case 'timeouts':
      return { kind: text, as: countOrShare(text, limit) };
    case 'cache-hit-share':
    case 'achieved':
      needUnit(text, limit, ['share'], '95%');
      return { kind: text };
    case 'requests':
      needUnit(text, limit, ['count'], '1000');
      return { kind: text };
    case 'rate':
      needUnit(text, limit, ['rate'], '90/s');
      return { kind: text };
    case 'db-queries-per-request':
      needUnit(text, limit, ['count', 'number'], '0.05');
      return { kind: text };
    default:
      throw new ThresholdFault(
        `unknown metric "${text}"; known are ${metricNames.join(', ')}`,
        offset,
      );
  }
}

function countOrShare(metric: string, limit: Limit): 'count' | 'share' {
  needUnit(metric, limit, ['count', 'share'], '0.5% (a share) or 0 (a count)');
  return limit.unit === 'share' ? 'share' : 'count';
}

function needUnit(metric: string, limit: Limit, units: readonly Unit[], example: string): void {
  if (units.includes(limit.unit)) return;
  throw new ThresholdFault(
    `${metric} needs a limit such as ${example}, not "${limit.text}"`,
    limit.offset,
  );
}
