// Files that are made from the code and committed, so that a reader and a diff see them:
// `npm run gen` writes them, `npm run verify` says which are out of date.
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { alarms } from '../api-server/alarms.ts';
import { catalogue, openApiDocument } from '../api-server/catalogue.ts';
import { apiSettings } from '../api-server/config.ts';
import { analysisModels } from '../commands/kit/analysis-models.ts';
import { argumentWord } from '../commands/kit/program.ts';
import { settingText } from '../commands/kit/setting-text.ts';
import { cliSettings } from '../commands/kit/settings.ts';
import { commands } from '../commands/registry.ts';
import { scenarioJsonSchema, schemaFile } from '../src/loadtest/scenario-json-schema.ts';
import { errorRegistry, exitCodes } from '../src/platform/errors.ts';
import type { Setting } from '../src/platform/settings.ts';

const readme = 'README.md';

async function generated(): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  const { version } = JSON.parse(await readFile('package.json', 'utf8'));
  const document = JSON.stringify(openApiDocument(catalogue, { version, alarms }), null, 2);
  files.set('api-server/openapi.json', await formatted('openapi.json', document));
  const scenarios = JSON.stringify(scenarioJsonSchema());
  files.set(`loadtests/${schemaFile}`, await formatted(schemaFile, scenarios));
  files.set('runbooks/third-party-notices.md', await notices());
  const sections = {
    commands: commandTable(),
    settings: settingsTable(),
    'exit-codes': exitTable(),
  };
  let text = await readFile(readme, 'utf8');
  for (const [name, body] of Object.entries(sections)) text = replaceSection(text, name, body);
  files.set(readme, text);
  return files;
}

/** Problems: every committed file that is not what the code would make now. */
export async function checkGenerated(): Promise<string[]> {
  const stale: string[] = [];
  for (const [file, text] of await generated()) {
    if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
      stale.push(`${file} is out of date: npm run gen`);
    }
  }
  return stale;
}

function replaceSection(text: string, name: string, body: string): string {
  const pattern = new RegExp(`(<!-- ${name}: generated -->\n)[\\s\\S]*?(\n<!-- /${name} -->)`);
  if (!pattern.test(text)) throw new Error(`${readme} has no section "${name}"`);
  return text.replace(pattern, (_all, start: string, end: string) => `${start}${body}${end}`);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function commandTable(): string {
  return table(
    ['Command', 'What it does'],
    commands.map(({ path, args, summary }) => {
      const words = (args ?? []).map(argumentWord);
      return [`\`${['catops', path, ...words].join(' ')}\``, summary];
    }),
  );
}

function settingsTable(): string {
  const all = [...Object.values(cliSettings), ...Object.values(apiSettings)] as Setting[];
  const readers = (env: string) => [
    ...(Object.values(cliSettings).some((setting) => setting.env === env) ? ['catops'] : []),
    ...(Object.values(apiSettings).some((setting) => setting.env === env) ? ['API'] : []),
  ];
  const unique = [...new Map(all.toReversed().map((setting) => [setting.env, setting])).values()];
  return table(
    ['Variable', 'Read by', 'Default', 'Meaning'],
    unique.toReversed().map(({ env, secret, fallback, doc }) => {
      const text = settingText(fallback ?? '');
      const shown = text === '' ? '' : `\`${text}\``;
      const name = `\`${env}\`${secret ? ` or \`${env}_FILE\`` : ''}`;
      return [name, readers(env).join(', '), secret ? 'secret' : shown, doc];
    }),
  );
}

function exitTable(): string {
  const means: Record<string, string[]> = {
    ok: ['done'],
    internal: ['internal error: a bug'],
    confirmation: ['confirmation needed, and nobody to ask'],
    credential: ['credential missing or refused'],
    partial: ['partial: the main thing is done, the rest is queued'],
    no: ['the answer is no: a rule of the load test is broken'],
    noEvidence: ['the measurement is no valid evidence: no verdict'],
  };
  for (const { exit, meaning } of Object.values(errorRegistry))
    means[exit] = [...(means[exit] ?? []), meaning];
  return table(
    ['Exit', 'Meaning'],
    Object.entries(exitCodes).map(([name, code]) => [
      String(code),
      (means[name] ?? [name]).join(' '),
    ]),
  );
}

interface LockedPackage {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly link?: boolean;
}

/** Name, version and licence of all packages of a lock file that are used at run time. */
async function lockedPackages(file: string): Promise<string[][]> {
  const lock: { packages: Record<string, LockedPackage> } = JSON.parse(
    await readFile(file, 'utf8'),
  );
  const rows = Object.entries(lock.packages)
    .filter(([path, entry]) => path !== '' && !entry.dev && !entry.link)
    .map(([path, { version, license }]) => [
      path.slice(path.lastIndexOf('node_modules/') + 13),
      version ?? '',
      license ?? 'not stated',
    ]);
  return [...new Map(rows.map((row) => [row.join('@'), row])).values()].sort((a, b) =>
    String(a[0]).localeCompare(String(b[0]), 'en'),
  );
}

async function notices(): Promise<string> {
  const columns = ['Package', 'Version', 'Licence'];
  const built = await lockedPackages('package-lock.json');
  const analysis = await lockedPackages('api-server/infra/vision/packages/package-lock.json');
  const models = analysisModels.map(({ finds, name, packageName, licence, source }) => [
    ...[name, finds, packageName, licence ?? 'none found', source],
  ]);
  return `# Third-party notices

catops is built with these packages. They are fetched by npm and keep their own licences; each
package's folder in \`node_modules\` holds its licence text. None of their code is in this repository.

${table(columns, built)}

## Image analysis

\`catops analysis install\` fetches these packages, which are no part of the installation above:

${table(columns, analysis)}

In them are the models that it uses. What their makers say of the models themselves, looked up on 29 November 2026:

${table(['Model', 'Finds', 'In package', 'Licence', 'Where it is stated, or was looked for'], models)}

In the repository of MobileNetV3 CenterNet no licence was found, neither for code nor for weights; the package that
carries the model is under MIT, which cannot give what its makers have not given. Whoever needs their word sets
\`CATOPS_ANALYSIS\` to \`rekognition\` or \`off\`. The pictures that the models were trained with have terms of their
own, which were not looked at.
`;
}

async function formatted(name: string, text: string): Promise<string> {
  const run = promisify(execFile)('node_modules/.bin/biome', [
    'format',
    `--stdin-file-path=${name}`,
  ]);
  run.child.stdin?.end(text);
  return (await run).stdout;
}

if (process.argv.includes('--write')) {
  for (const [file, text] of await generated()) await writeFile(file, text);
}
