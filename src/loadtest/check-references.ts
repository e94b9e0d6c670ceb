import { referenceFault } from './env-references.js';
import type { ScenarioPath } from './scenario.js';
import type { ScenarioFault } from './scenario-fault.js';

// Parts of a scenario that only ever go to the target. A value of the environment anywhere else
// would be read by whoever reads the report.
const allowed: readonly (readonly string[])[] = [
  ['headers'],
  ['keys'],
  ['feeds', '*', 'list'],
  ['feeds', '*', 'from', 'get'],
  ['routes', '*', 'path'],
  ['routes', '*', 'query'],
  ['routes', '*', 'headers'],
  ['routes', '*', 'body'],
];

/** What is wrong with references to the environment in the plain data of a scenario file. */
export function checkReferences(value: unknown): ScenarioFault[] {
  return faultsIn(value, []);
}

function faultsIn(value: unknown, path: ScenarioPath): ScenarioFault[] {
  if (typeof value === 'string') {
    if (!value.includes('${env')) return [];
    const message = allowed.some((start) => isUnder(path, start))
      ? referenceFault(value)
      : 'a value of the environment can stand in headers, keys, lists and what requests are made of';
    return message === null ? [] : [{ path, message }];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    faultsIn(item, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

function isUnder(path: ScenarioPath, start: readonly string[]): boolean {
  return (
    path.length >= start.length &&
    start.every((step, index) => step === '*' || step === String(path[index]))
  );
}
