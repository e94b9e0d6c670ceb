import * as z from 'zod';
import {
  type AlarmDefinition,
  alarmDefinitionsSchema,
  alarmsKey,
} from '../contracts/alarm-definition.js';
import { routePolicyKey, routePolicySchema } from '../contracts/route-policy.js';
import { CatopsError } from '../platform/errors.js';
import type { BudgetedRoute } from './instances.js';

/** What an API says of its alarms. */
export interface AlarmDocument {
  readonly definitions: readonly AlarmDefinition[];
  /** Those with a budget: an alarm of routes stands for each of them. */
  readonly routes: readonly BudgetedRoute[];
}

const documentSchema = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
});

/**
 * Reads the alarms and the budgets of an OpenAPI document, which messages call `name`. Throws
 * `target-not-an-api` when it is none, names no alarms, or names some that cannot be read.
 */
export function readAlarmDocument(text: string, name: string): AlarmDocument {
  const parsed = documentSchema.safeParse(parseJson(text));
  if (!parsed.success) throw unreadable(`${name} is not an OpenAPI document with paths.`);
  const declared = parsed.data[alarmsKey];
  if (declared === undefined) throw unreadable(`${name} declares no alarms (${alarmsKey}).`);
  const definitions = alarmDefinitionsSchema.safeParse(declared);
  if (!definitions.success) {
    const [issue] = definitions.error.issues;
    const at = [alarmsKey, ...(issue?.path ?? [])].join('.');
    throw unreadable(
      `${name} has an alarm that this catops cannot read: ${at}: ${issue?.message}.`,
    );
  }
  return { definitions: definitions.data, routes: budgetsOf(parsed.data.paths) };
}

function budgetsOf(paths: Record<string, Record<string, unknown>>): BudgetedRoute[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).flatMap(([method, operation]): BudgetedRoute[] => {
      const policy = (operation as Readonly<Record<string, unknown>> | null)?.[routePolicyKey];
      const read = routePolicySchema.safeParse(policy);
      if (!read.success) return [];
      return [{ name: `${method.toUpperCase()} ${path}`, budget: read.data.budget }];
    }),
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unreadable(message: string): CatopsError {
  return new CatopsError('target-not-an-api', message, {
    hint: 'name a running API or its document: --from http://127.0.0.1:3000',
  });
}
