import { cp, mkdir, readdir, readFile, symlink, unlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** What is wrong with a release; null: nothing. */
export interface Bug {
  readonly kind: 'throws' | 'burns' | 'waits' | 'uncaches' | 'refuses' | 'crashes';
  readonly route: string;
  /** Share of its requests that it happens to. */
  readonly share: number;
  readonly ms: number;
}

/** Where releases lie beside each other, `current` leading to the one that is to run. */
export interface Releases {
  readonly supervisor: string;
  /** Makes a release and lets `current` lead to it. */
  release(commit: string, bug: Bug | null): Promise<void>;
}

/** The built API as the first release of a directory. */
export async function openReleases(directory: string, first: string): Promise<Releases> {
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'package.json'), '{ "type": "module" }');
  await symlink(resolve('node_modules'), join(directory, 'node_modules'));
  const releases: Releases = {
    supervisor: join(directory, 'current', 'supervisor.js'),
    async release(commit, bug) {
      const target = join(directory, commit);
      await cp('dist/api-server', target, {
        recursive: true,
        filter: (path) => !path.endsWith('.map'),
      });
      await patch(target, commit, bug);
      const current = join(directory, 'current');
      await unlink(current).catch(() => {});
      await symlink(target, current);
    },
  };
  await releases.release(first, null);
  return releases;
}

async function patch(target: string, commit: string, bug: Bug | null): Promise<void> {
  const files = (await readdir(join(target, 'chunks'))).map((name) => join(target, 'chunks', name));
  let named = 0;
  let broken = 0;
  for (const file of files) {
    const text = await readFile(file, 'utf8');
    const renamed = text.replace(/(var commit = false \? "" : )"[^"]*"/, `$1"${commit}"`);
    const after = bug === null ? renamed : withBug(renamed, bug);
    if (renamed !== text) named += 1;
    if (after !== renamed) broken += 1;
    if (after !== text) await writeFile(file, after);
  }
  if (named !== 1) throw new Error(`The build says its commit in ${named} places.`);
  if (bug !== null && broken !== 1) throw new Error(`There is no place for ${bug.kind}.`);
}

function withBug(text: string, { kind, route, share, ms }: Bug): string {
  const here = `this.#route.name === ${JSON.stringify(route)}`;
  const now = `${here} && Math.random() < ${share}`;
  const answering = (code: string) =>
    text.replace(/#answer\(exchange, asked\) \{\n/, (start) => `${start}${code}\n`);
  switch (kind) {
    case 'throws':
      return answering(`if (${now}) throw new TypeError("Cannot read properties of undefined");`);
    case 'burns':
      return answering(
        `if (${now}) { const end = performance.now() + ${ms}; while (performance.now() < end); }`,
      );
    case 'refuses':
      return answering(`if (${now}) return invalidData;`);
    case 'crashes':
      return answering(`if (${now}) setImmediate(() => process.exit(1));`);
    case 'waits':
      return text.replace(
        /#measure\((\w+)\) \{\n\s+return this\.#deps\.app\.queries\.measure\(\1\);/,
        (_, work) =>
          `#measure(${work}) {\n return this.#deps.app.queries.measure(async () => {
            if (${here}) await new Promise((done) => setTimeout(done, ${ms}));
            return ${work}(); });`,
      );
    case 'uncaches':
      return text.replace(
        'if (this.#keeping && key !== void 0) this.#obtain',
        `if (this.#keeping && key !== void 0 && !(${here})) this.#obtain`,
      );
  }
}
