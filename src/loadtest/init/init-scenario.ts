import { CatopsError } from '../../platform/errors.js';
import { printable } from '../../platform/terminal-text.js';
import type { ParseScenario } from '../ports.js';
import { createApiDocument, isPart, type Part, textAt } from './api-document.js';
import { type ApiOperation, readOperations } from './api-operation.js';
import type { AskApi, Draft, DraftLogin } from './draft.js';
import { draftScenario } from './draft-scenario.js';
import { notAnApi } from './not-an-api.js';
import { renderScenario } from './render-scenario.js';

/** An OpenAPI document as it was found. */
export interface FoundDocument {
  /** Plain data. */
  readonly data: unknown;
  /** A URL or a file. */
  readonly source: string;
}

export interface InitInput {
  readonly document: FoundDocument;
  /** Null makes one of the title. */
  readonly name: string | null;
  /** As the scenario is to name the document; null where it is looked for anyway. */
  readonly openApi: string | null;
  /** Asks the API itself, with these headers; null believes the document. */
  readonly connect: ((headers: Readonly<Record<string, string>>) => AskApi) | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly writes: boolean;
}

/** A first scenario, not yet stored. */
export interface FirstScenario {
  readonly name: string;
  readonly text: string;
  readonly draft: Draft;
  /** The variable of the environment that a run needs and that is not set; null when none is. */
  readonly missing: string | null;
}

/**
 * Makes a scenario out of an OpenAPI document that validates and runs: it asks what can be asked
 * without changing anything, and excuses the rest with a reason. Throws as {@link notAnApi}
 * for what is no OpenAPI document, `usage-invalid` when nothing of it can be asked.
 */
export async function initScenario(parse: ParseScenario, input: InitInput): Promise<FirstScenario> {
  const { source } = input.document;
  const root = rootOf(input.document);
  const operations = readOperations(createApiDocument(root));
  if (operations.length === 0) throw notAnApi(source, 'names no route');
  const title = textAt(isPart(root['info']) ? root['info'] : undefined, 'title') ?? 'this API';
  const name = input.name ?? nameOf(title);
  const login = loginFor(operations, title);
  const token = login === null ? '' : (input.env[login.variable]?.trim() ?? '');
  const headers = login === null || token === '' ? {} : { [login.header]: login.prefix + token };
  const draft = await draftScenario(operations, {
    ask: input.connect?.(headers) ?? null,
    // An API that is asked shows only what it shows to who asks.
    login: input.connect !== null && token === '' ? null : login,
    writes: input.writes,
  });
  if (draft.routes.length === 0) throw nothingToAsk(source, draft, { login, ...input });
  const shown = source.replace(/[?#].*$/, '');
  const text = renderScenario(draft, { name, title, source: shown, openApi: input.openApi });
  // Whatever the document holds, what is written is a scenario.
  parse(text, `loadtests/${name}.yaml`);
  const needs = Object.keys(draft.headers).length > 0 && token === '';
  return { name, text, draft, missing: needs ? (login?.variable ?? null) : null };
}

function rootOf({ data, source }: FoundDocument): Part {
  if (!isPart(data)) throw notAnApi(source, 'is no OpenAPI document');
  const version = textAt(data, 'openapi');
  if (version?.startsWith('3.')) return data;
  const swagger = textAt(data, 'swagger');
  if (swagger === undefined) throw notAnApi(source, 'is no OpenAPI document');
  throw notAnApi(source, `is Swagger ${printable(swagger)}, and catops reads OpenAPI 3.0 and 3.1`);
}

function nothingToAsk(
  source: string,
  { excused }: Draft,
  { writes, login, connect }: Pick<InitInput, 'writes' | 'connect'> & { login: DraftLogin | null },
): CatopsError {
  const allWrite = excused.every(({ route }) => /^(POST|PUT|PATCH|DELETE) /.test(route));
  if (allWrite && !writes) {
    return new CatopsError(
      'usage-invalid',
      `Every route of ${printable(source)} writes, so there is nothing to ask without changing the target; nothing was written.`,
      { hint: 'add --writes, if what they write may stay there' },
    );
  }
  const some = excused.slice(0, 3).map(({ route, reason }) => printable(`${route}: ${reason}`));
  return new CatopsError(
    'usage-invalid',
    `No route of ${printable(source)} can be asked yet; nothing was written. ${some.join(' ')}`,
    {
      hint:
        login !== null && connect !== null
          ? `set ${login.variable} in the environment`
          : 'give the document examples, or name the running API with --target',
    },
  );
}

/** The first login that a load test can send; APIs seldom have two. */
function loginFor(operations: readonly ApiOperation[], title: string): DraftLogin | null {
  const [found] = operations.flatMap(({ login }) => (login?.header == null ? [] : [login]));
  if (found?.header == null) return null;
  const variable = `${nameOf(title).replaceAll('-', '_').toUpperCase()}_TOKEN`.replace(
    /^\d/,
    '_$&',
  );
  return { header: found.header, prefix: found.prefix, variable };
}

function nameOf(title: string): string {
  const words = title
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return words.toLowerCase().slice(0, 60).replace(/-$/, '') || 'first';
}
