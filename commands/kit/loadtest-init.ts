import { createAskApi } from '../../src/loadtest/init/ask-api.js';
import { type FirstScenario, initScenario } from '../../src/loadtest/init/init-scenario.js';
import { readInventory } from '../../src/loadtest/inventory.js';
import type { ScenarioWriter } from '../../src/loadtest/ports.js';
import { scenarioJsonSchema, schemaFile } from '../../src/loadtest/scenario-json-schema.js';
import { CatopsError } from '../../src/platform/errors.js';
import { printable } from '../../src/platform/terminal-text.js';
import { plainUrl } from './allowed-target.js';
import type { Invocation, Reply } from './command.js';
import { findApiDocument } from './loadtest-init-document.js';

interface Asked {
  readonly openapi: string | undefined;
  readonly target: string | undefined;
  readonly writes: boolean;
}

type Context = Pick<Invocation<Record<never, never>>, 'args' | 'host' | 'wiring' | 'dryRun'>;

/** Answers `catops loadtest init`. */
export async function writeFirstScenario(
  { args, host, wiring, dryRun }: Context,
  { openapi, target: given, writes }: Asked,
): Promise<Reply> {
  const name = nameOf(args['name']);
  if (openapi === undefined) {
    throw new CatopsError('input-needed', 'No OpenAPI document was named.', {
      hint: 'catops loadtest init --openapi http://127.0.0.1:3000/openapi.json',
    });
  }
  const target = given === undefined ? null : plainUrl(given, '--target');
  const writer = await wiring.scenarioWriter();
  const found = await findApiDocument({ wiring, writer, signal: host.signal }, openapi, target);
  const { document, url, openApi, copy, reachable } = found;
  const key = (wiring.settings().loadKeys?.reveal() ?? '').split(',')[0]?.trim() ?? '';
  const headers: Record<string, string> = key === '' ? {} : { 'x-api-key': key };
  const reader = reachable && url !== null ? await wiring.reader(url) : null;
  const first = await initScenario(writer.parse, {
    document,
    name,
    // A copy is named after the scenario, which is known only then.
    openApi: openApi ?? null,
    connect:
      reader === null
        ? null
        : (login) => createAskApi(reader, { ...headers, ...login }, host.signal),
    env: host.env,
    writes,
  });
  const { text, files } = filesOf(first, copy);
  const written = dryRun ? [] : await writer.write(first.name, files, extras());
  const limited = key === '' && limitsKeyless(document.data);
  return reply(first, { text, written, url, dryRun, limited });
}

function nameOf(name: string | undefined): string | null {
  if (name === undefined) return null;
  if (/^[A-Za-z0-9][\w-]{0,63}$/.test(name)) return name;
  throw new CatopsError(
    'usage-invalid',
    `"${printable(name)}" cannot be the name of a scenario: letters, digits, - and _ can.`,
  );
}

// The document is kept beside the scenario where the target does not have it as JSON.
function filesOf(
  { name, text }: FirstScenario,
  copy: unknown,
): { readonly text: string; readonly files: ReadonlyMap<string, string> } {
  if (copy === undefined) return { text, files: new Map([[`${name}.yaml`, text]]) };
  const document = `${name}.openapi.json`;
  const named = text.replace(/^name: .*$/m, (line) => `${line}\nopenapi: ${document}`);
  return {
    text: named,
    files: new Map([
      [`${name}.yaml`, named],
      [document, `${JSON.stringify(copy, null, 2)}\n`],
    ]),
  };
}

function extras(): Parameters<ScenarioWriter['write']>[2] {
  return new Map([[schemaFile, `${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`]]);
}

function reply(
  { name, draft, missing }: FirstScenario,
  what: {
    text: string;
    written: readonly string[];
    url: string | null;
    dryRun: boolean;
    limited: boolean;
  },
): Reply {
  const { text, written, url, dryRun, limited } = what;
  const next = `catops loadtest ${name} --target ${url ?? '<url>'}`;
  const { routes, excused, feeds } = draft;
  return {
    exit: 'ok',
    data: {
      schema: 'catops.loadtest-init/v1',
      dryRun,
      name,
      files: written,
      routes: routes.map(({ route }) => route),
      excused,
      feeds,
      text,
      next,
    },
    text: () =>
      dryRun
        ? text.trimEnd()
        : [
            `Wrote ${written.join(', ')}: ${count(routes.length, 'route')} to test, ${excused.length} excused, each with its reason.`,
            ...(limited
              ? ['It limits who has no key: put some into CATOPS_LOADTEST_KEYS before a run.']
              : []),
            ...(missing === null ? [] : [`A run needs ${missing} to be set in the environment.`]),
            `Run it: ${next}`,
          ]
            .map(printable)
            .join('\n'),
  };
}

// Only an API that declares its policies says so.
function limitsKeyless(data: unknown): boolean {
  try {
    const inventory = readInventory(JSON.stringify(data), 'the document');
    return [...inventory.values()].some(
      (policy) => policy !== null && policy.limit.keyless !== null,
    );
  } catch {
    return false;
  }
}

function count(many: number, what: string): string {
  return `${many} ${what}${many === 1 ? '' : 's'}`;
}
