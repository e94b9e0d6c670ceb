import { createHash } from 'node:crypto';
import {
  type Document,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
} from 'yaml';
import { readScenario, type ScenarioFault } from '../../loadtest/read-scenario.js';
import type { ScenarioFile, ScenarioPath } from '../../loadtest/scenario.js';
import { CatopsError } from '../../platform/errors.js';
import { printable } from '../../platform/terminal-text.js';

const faultsShown = 5;

/**
 * A scenario from the text of its file. Throws `scenario-invalid`: each fault as
 * `file:line:column path: reason`.
 */
export function parseScenario(text: string, file: string): ScenarioFile {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: true,
    logLevel: 'silent',
  });
  const broken = [...document.errors, ...document.warnings].map(({ pos, message }) => {
    const { line, col } = lines.linePos(pos[0]);
    return `${file}:${line}:${col} ${message}`;
  });
  if (broken.length > 0) throw invalid(broken);
  const locate = (path: ScenarioPath, offset?: number): string => {
    const { line, col } = lines.linePos(offsetOf(document, path, offset));
    return `${file}:${line}:${col}`;
  };
  const read = readScenario(plainData(document, file));
  const hash = createHash('sha256').update(text).digest('hex');
  if ('scenario' in read) return { file, scenario: read.scenario, text, hash, locate };
  throw invalid(read.faults.map((fault) => sentence(fault, locate)));
}

function plainData(document: Document, file: string): unknown {
  try {
    // The bound on aliases keeps a small file from unfolding into a huge one.
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw invalid([`${file}:1:1 ${error instanceof Error ? error.message : String(error)}`]);
  }
}

function sentence(fault: ScenarioFault, locate: ScenarioFile['locate']): string {
  const path = pathText(fault.path);
  return `${locate(fault.path, fault.offset)} ${path === '' ? '' : `${path}: `}${fault.message}`;
}

/** `phases[1].rate`. */
function pathText(path: ScenarioPath): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      const shown = /^[\w-]+$/.test(step) ? step : JSON.stringify(step);
      return index === 0 ? shown : `.${shown}`;
    })
    .join('');
}

function invalid(faults: readonly string[]): CatopsError {
  const more = faults.length - faultsShown;
  const shown = faults.slice(0, faultsShown).map(printable).join(' · ');
  return new CatopsError('scenario-invalid', more > 0 ? `${shown} · and ${more} more` : shown);
}

// The value when it is a text or number, the key when it is a whole section, and whatever stands
// closest above when the path does not exist.
function offsetOf(document: Document, path: ScenarioPath, offset: number | undefined): number {
  let node: unknown = document.contents;
  let found = startOf(node) ?? 0;
  for (const step of path) {
    const child = childOf(node, step);
    if (!child) break;
    node = child.value;
    found = startOf(child.key === undefined || isScalar(node) ? node : child.key) ?? found;
  }
  if (offset === undefined || !isScalar(node)) return found;
  return found + offset + (node.type === 'PLAIN' ? 0 : 1);
}

function childOf(
  node: unknown,
  step: string | number,
): { key?: unknown; value: unknown } | undefined {
  if (isSeq(node)) return { value: node.items[Number(step)] };
  return isMap(node) ? node.items.find((pair) => keyOf(pair) === String(step)) : undefined;
}

function keyOf(item: unknown): string | undefined {
  return isPair(item) ? String(isScalar(item.key) ? item.key.value : item.key) : undefined;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}
