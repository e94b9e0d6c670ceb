import { apiOf, declaredServer } from '../../src/loadtest/init/api-places.js';
import type { FoundDocument } from '../../src/loadtest/init/init-scenario.js';
import type { ScenarioWriter } from '../../src/loadtest/ports.js';
import { CatopsError } from '../../src/platform/errors.js';
import type { Wiring } from './wiring.js';

/** An OpenAPI document and the API that it is about. */
export interface FoundApi {
  readonly document: FoundDocument;
  /** Base URL of the API; null when nothing says it. */
  readonly url: string | null;
  /** Whether the user named a place where the API is to be asked. */
  readonly reachable: boolean;
  /** How a scenario names the document; undefined where it is looked for anyway, or copied. */
  readonly openApi: string | undefined;
  /** The document, where a run could not read it from where it was found. */
  readonly copy: unknown;
}

interface Tools {
  readonly wiring: Pick<Wiring, 'reader'>;
  readonly writer: ScenarioWriter;
  readonly signal: AbortSignal;
}

/** Reads the document from a URL or a file; `target` is what the user says the API is, or null. */
export async function findApiDocument(
  tools: Tools,
  place: string,
  target: string | null,
): Promise<FoundApi> {
  if (/^https?:\/\//i.test(place)) return fromUrl(tools, place, target);
  const { writer } = tools;
  const { text, fromScenarios } = await writer.readDocument(place);
  const data = writer.dataOf(text, place);
  return {
    document: { data, source: place },
    url: target ?? declaredServer(data),
    reachable: target !== null,
    openApi: fromScenarios,
    copy: undefined,
  };
}

async function fromUrl(
  { wiring, writer, signal }: Tools,
  place: string,
  target: string | null,
): Promise<FoundApi> {
  const url = URL.canParse(place) ? new URL(place) : undefined;
  if (url === undefined || url.username !== '' || url.password !== '') {
    throw new CatopsError(
      'usage-invalid',
      '--openapi: the URL given is not a plain one such as http://127.0.0.1:3000/openapi.json.',
    );
  }
  // A query may hold a key: it is sent, and not shown or kept.
  const source = `${url.origin}${url.pathname}`;
  const reader = await wiring.reader(url.origin);
  const { status, text } = await reader.get(`${url.pathname}${url.search}`, { signal });
  if (status !== 200) {
    throw new CatopsError('target-not-an-api', `${source} answered ${status}, not 200.`);
  }
  const data = writer.dataOf(text, source);
  const api = target ?? apiOf(data, url);
  const isBelow = source.startsWith(`${api}/`) && url.search === '';
  const readable = isBelow && text.trimStart().startsWith('{');
  const path = source.slice(api.length);
  return {
    document: { data, source },
    url: api,
    reachable: true,
    openApi: readable && path !== '/openapi.json' ? path : undefined,
    copy: readable ? undefined : data,
  };
}
