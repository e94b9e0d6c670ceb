// Documents rot quietly: every path, npm script and catops command they name must exist.
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { commandNamed } from '../commands/kit/command.ts';
import { flagName } from '../commands/kit/flags.ts';
import { groups } from '../commands/kit/groups.ts';
import { commands } from '../commands/registry.ts';

const everywhere = ['--json', '--dry-run', '--help', '--version'];

/** Problems: links, paths, scripts and command lines in the documents that lead nowhere. */
export async function checkDocs(): Promise<string[]> {
  const runbooks = (await readdir('runbooks')).filter((name) => name.endsWith('.md'));
  const files = [
    'README.md',
    'SECURITY.md',
    'CHANGELOG.md',
    ...runbooks.map((name) => `runbooks/${name}`),
  ];
  const { scripts } = JSON.parse(await readFile('package.json', 'utf8'));
  const inDocuments = await Promise.all(files.map((file) => faultsOf(file, scripts)));
  const inExamples = commands
    .flatMap(({ examples }) => examples)
    .flatMap((line) => faultOf(line)?.replace(/^/, `example \`${line}\`: `) ?? []);
  return [...inDocuments.flat(), ...inExamples];
}

async function faultsOf(file: string, scripts: Record<string, string>): Promise<string[]> {
  const text = await readFile(file, 'utf8');
  const deadLinks = linksOf(text).filter((path) => !existsSync(join(dirname(file), path)));
  const deadScripts = [...text.matchAll(/npm run ([a-z:-]+)/g)].filter(
    ([, name]) => !scripts[String(name)],
  );
  return [
    ...deadLinks.map((path) => `${file}: link to ${path}, which does not exist`),
    ...deadScripts.map(([words]) => `${file}: ${words}, which is no script`),
    ...commandLinesOf(text).flatMap(
      (line) => faultOf(line)?.replace(/^/, `${file}: \`${line}\`: `) ?? [],
    ),
  ];
}

function linksOf(text: string): string[] {
  return [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
    .map((match) => String(match[1]))
    .filter((target) => !/^[a-z]+:/.test(target));
}

/** Command lines: in fenced blocks, and between backquotes. */
function commandLinesOf(text: string): string[] {
  const fenced = [...text.matchAll(/```(?:sh|bash|console)[^\n]*\n([\s\S]*?)```/g)].flatMap(
    (match) => String(match[1]).split('\n'),
  );
  const inline = [...text.matchAll(/`([^`\n]+)`/g)].map((match) => String(match[1]));
  return [...fenced, ...inline]
    .map((line) => line.trim())
    .filter((line) => /(^|\s)(npx (--no )?)?catops [a-z]/.test(line));
}

/** Each program of a pipe has flags of its own. */
function faultOf(line: string): string | undefined {
  const ours = line.split(' | ').filter((part) => /catops [a-z]/.test(part));
  const faults = ours.flatMap((part) => faultOfOne(part) ?? []);
  return faults.length === 0 ? undefined : faults.join(' · ');
}

function faultOfOne(line: string): string | undefined {
  // What stands after ` -- ` belongs to another program.
  const [ours = ''] = line.slice(line.search(/catops [a-z]/)).split(' -- ');
  const [typed = '', ...others] = ours.split(/\s+/).slice(1);
  const group = Object.entries(groups).find(([, { alias }]) => alias === typed);
  const words = [group?.[0] ?? typed, ...others];
  const known = commandNamed(commands, words);
  if (!known) {
    const isGroup = commands.some(({ path }) => path.startsWith(`${words[0]} `));
    return isGroup && words.length === 1 ? undefined : 'no such command';
  }
  const flags = [...everywhere, ...Object.keys(known.flags).map((key) => `--${flagName(key)}`)];
  const bad = words.filter(
    (word) => word.startsWith('--') && !flags.includes(word.split('=')[0] ?? word),
  );
  return bad.length === 0 ? undefined : `no flag ${bad.join(', ')}`;
}
