import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { median } from './statistics.ts';

const sizes = [1000, 10_000, 100_000] as const;

/** What a process of one size measured. */
interface Measured {
  /** Microseconds of CPU, by kind of search: the first of its filter, and one that comes again. */
  readonly kinds: Readonly<Record<string, { readonly first: number; readonly again: number }>>;
  /** Bytes that the index added to the process. */
  readonly bytes: number;
}

/** CPU of a search in indexes of three sizes, and how much memory they take. */
export async function searchCost(rounds: number): Promise<string[]> {
  const bySize = new Map<number, Measured[]>(sizes.map((size) => [size, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const size of sizes) bySize.get(size)?.push(await measure(size));
  }
  const of = (size: number, pick: (measured: Measured) => number) =>
    median((bySize.get(size) ?? []).map(pick));
  const kinds = Object.keys(bySize.get(sizes[0])?.[0]?.kinds ?? {});
  const rows = kinds.map((kind) => {
    const cells = sizes.map((size) => {
      const first = of(size, ({ kinds: all }) => all[kind]?.first ?? Number.NaN);
      const again = of(size, ({ kinds: all }) => all[kind]?.again ?? Number.NaN);
      return `${again.toFixed(1)} (${first.toFixed(0)})`;
    });
    return `| ${[kind, ...cells].join(' | ')} |`;
  });
  const memory = sizes.map((size) => (of(size, ({ bytes }) => bytes) / 1_048_576).toFixed(1));
  return [
    'CPU µs of a search of 10 in the index in memory, its reply included; in brackets the first search with that filter after a',
    `change, which finds the matches anew. Medians of ${rounds} interleaved rounds, each in a new process. A breed has 1 % of the`,
    'pictures, and 10 pictures have the rare breed whatever the size.',
    '',
    `| Search | ${sizes.map((size) => `${size.toLocaleString('en')} pictures`).join(' | ')} |`,
    `| --- | ${sizes.map(() => '---').join(' | ')} |`,
    ...rows,
    `| resident memory of the index, MiB | ${memory.join(' | ')} |`,
  ];
}

function measure(size: number): Promise<Measured> {
  const file = fileURLToPath(new URL('./search-work.ts', import.meta.url));
  const child = fork(file, [String(size)], { execArgv: ['--import', 'tsx', '--expose-gc'] });
  return new Promise((resolve, reject) => {
    child.once('message', (measured) => resolve(measured as Measured));
    child.once('exit', (code) => reject(new Error(`The search of ${size} ended with ${code}`)));
  });
}
