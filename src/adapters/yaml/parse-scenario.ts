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
import { readScenario } from '../../loadtest/read-scenario.js';
import type { ScenarioFile, ScenarioPath } from '../../loadtest/scenario.js';
import { faultText, type PlacedFault } from '../../loadtest/scenario-fault.js';
import { CatopsError, messageOf } from '../../platform/errors.js';
import { printable } from '../../platform/terminal-text.js';

const faultsShown = 5;

/**
 * A scenario from the text of its file. Throws `scenario-invalid`: each fault as
 * `file:line:column path: reason`.
 */
export function parseScenario(text: string, file: string): ScenarioFile {
  const read = inspectScenario(text, file);
  if ('faults' in read) throw invalidScenario(file, read.faults);
  return read;
}

/** A scenario from the text of its file, or everything that is wrong with it. */
export function inspectScenario(
  text: string,
  file: string,
): ScenarioFile | { readonly faults: readonly PlacedFault[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: true,
    logLevel: 'silent',
  });
  const broken = [...document.errors, ...document.warnings].map(({ pos, message }): PlacedFault => {
    const { line, col } = lines.linePos(pos[0]);
    return { line, column: col, path: '', message };
  });
  if (broken.length > 0) return { faults: broken };
  const place: ScenarioFile['place'] = ({ path, offset, message }) => {
    const { line, col } = lines.linePos(offsetOf(document, path, offset));
    return { line, column: col, path: pathText(path), message };
  };
  const data = plainData(document);
  if ('fault' in data) return { faults: [{ line: 1, column: 1, path: '', message: data.fault }] };
  const read = readScenario(data.value);
  if ('faults' in read) return { faults: read.faults.map(place) };
  return {
    file,
    scenario: read.scenario,
    text,
    hash: createHash('sha256').update(text).digest('hex'),
    secrets: [],
    place,
    locate: (path, offset) => {
      const { line, col } = lines.linePos(offsetOf(document, path, offset));
      return `${file}:${line}:${col}`;
    },
  };
}

function plainData(document: Document): { readonly value: unknown } | { readonly fault: string } {
  try {
    // The bound on aliases keeps a small file from unfolding into a huge one.
    return { value: document.toJS({ maxAliasCount: 100 }) };
  } catch (error) {
    return { fault: messageOf(error) };
  }
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

/** One sentence of what is wrong with a scenario, `scenario-invalid`. */
export function invalidScenario(file: string, faults: readonly PlacedFault[]): CatopsError {
  const more = faults.length - faultsShown;
  const shown = faults
    .slice(0, faultsShown)
    .map((fault) => printable(faultText(file, fault)))
    .join(' · ');
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
