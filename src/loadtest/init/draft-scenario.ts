import { placeholdersOf } from '../placeholders.js';
import type { ApiOperation, ApiParameter } from './api-operation.js';
import type { AskApi, Draft, DraftLogin, DraftRoute } from './draft.js';
import { FeedBook } from './feed-book.js';
import { requiredQuery } from './list-route.js';

/** How far a first scenario goes. */
export interface DraftChoices {
  /** Asks the API itself whether values and routes are there; null believes the document. */
  readonly ask: AskApi | null;
  /** Sent where a route asks for it; null when there is none, or its value is not known. */
  readonly login: DraftLogin | null;
  /** Also tests what writes, where the document shows what to send. */
  readonly writes: boolean;
}

/** What is tried of every operation, and why the rest is not. */
export async function draftScenario(
  operations: readonly ApiOperation[],
  { ask: asking, login, writes }: DraftChoices,
): Promise<Draft> {
  const ask = asking === null ? null : onceEach(asking);
  const book = new FeedBook(
    operations.filter((each) => isOpen(each, login)),
    ask,
  );
  const routes: DraftRoute[] = [];
  const excused: { route: ApiOperation['route']; reason: string }[] = [];
  for (const operation of operations) {
    const reason = whyNot(operation, { login, writes });
    const drafted = reason === null ? await draftRoute(operation, book) : { reason };
    const tried =
      'reason' in drafted || ask === null ? drafted : await tryRoute(drafted, book, ask);
    if ('reason' in tried) excused.push({ route: operation.route, reason: tried.reason });
    else routes.push(tried);
  }
  const texts = routes.flatMap(({ path }) => Object.values(path));
  const known = routes.some(({ route }) => needsLogin(operations, route));
  const headers =
    login !== null && known ? { [login.header]: `${login.prefix}\${env:${login.variable}}` } : {};
  return { headers, feeds: book.used(texts), routes, excused };
}

function needsLogin(operations: readonly ApiOperation[], route: string): boolean {
  return operations.some((each) => each.route === route && each.login !== null);
}

/** Whether it can be asked as who the load test is. */
function isOpen(operation: ApiOperation, login: DraftLogin | null): boolean {
  const needed = operation.login;
  return needed === null || (needed.header !== null && needed.header === login?.header);
}

// What was asked for a list is not asked again as a route.
function onceEach(ask: AskApi): AskApi {
  const replies = new Map<string, ReturnType<AskApi>>();
  return (path) => {
    const reply = replies.get(path) ?? ask(path);
    replies.set(path, reply);
    return reply;
  };
}

function whyNot(
  operation: ApiOperation,
  { login, writes }: Pick<DraftChoices, 'login' | 'writes'>,
): string | null {
  const { method, path, streams, body, parameters } = operation;
  if (/\s/.test(path)) return 'Its path has white space in it.';
  if (method === 'HEAD' || method === 'TRACE') return `catops does not send ${method}.`;
  if (method === 'DELETE') return 'What it removes would have to be written first.';
  const reads = method === 'GET' || method === 'OPTIONS';
  if (!reads && !writes) return 'It writes, and what is written stays with the target.';
  if (streams) return 'Its answer is a stream that does not end.';
  if (!isOpen(operation, login)) return `It needs a login (${operation.login?.name ?? ''}).`;
  if (body !== null && body.example === undefined) {
    return `The OpenAPI document has no example of its body (${body.type}).`;
  }
  const other = parameters.find((each) => each.required && /^(header|cookie)$/.test(each.in));
  return other === undefined ? null : `It needs the ${other.in} ${other.name}.`;
}

async function draftRoute(
  operation: ApiOperation,
  book: FeedBook,
): Promise<DraftRoute | { readonly reason: string }> {
  const { route, method, path, status, body } = operation;
  const query = requiredQuery(operation);
  if (query === null) return { reason: 'The OpenAPI document has no example of its query.' };
  const texts: Record<string, string> = {};
  for (const name of placeholdersOf(path)) {
    const parameter = operation.parameters.find((each) => each.in === 'path' && each.name === name);
    const feed = await book.feedFor(parameter ?? unknown(name), beforeOf(path, name), texts);
    const example = parameter?.example ?? null;
    if (feed === undefined && example === null) {
      return { reason: `No route lists values for {${name}}, and the document has no example.` };
    }
    texts[name] = feed === undefined ? (example ?? '') : `{${feed}}`;
  }
  const sent = method === 'GET' || method === 'OPTIONS' ? null : body;
  return { route, path: texts, query: Object.fromEntries(query), body: sent, status };
}

function unknown(name: string): ApiParameter {
  const nothing = { example: null, guess: null, isNumber: false, maximum: null };
  return { name, in: 'path', required: true, ...nothing };
}

/** What stands before a parameter of a path, without the slash. */
function beforeOf(path: string, name: string): string {
  return path.slice(0, path.indexOf(`{${name}}`)).replace(/\/$/, '');
}

// A document may be older than the API, and an example may be of something that is gone.
async function tryRoute(
  draft: DraftRoute,
  book: FeedBook,
  ask: AskApi,
): Promise<DraftRoute | { readonly reason: string }> {
  if (!/^(GET|OPTIONS) /.test(draft.route) || draft.route.startsWith('OPTIONS')) return draft;
  const template = draft.route.slice(draft.route.indexOf(' ') + 1);
  const path = template.replace(/\{([^{}]+)\}/g, (_whole, name: string) =>
    encodeURIComponent(book.first(draft.path[name] ?? '')),
  );
  const query = new URLSearchParams(draft.query).toString();
  const reply = await ask(query === '' ? path : `${path}?${query}`);
  if (reply === null) return { reason: 'It did not answer when it was asked once.' };
  const { status } = reply;
  if (status === 401 || status === 403)
    return { reason: `It answered ${status} to who has no key or login.` };
  if (status >= 400 && status < 500 && status !== 429) {
    return { reason: `It answered ${status} when it was asked once.` };
  }
  // What it may answer with when it is ill is for the load test to say.
  return { ...draft, status: status < 400 ? status : draft.status };
}
