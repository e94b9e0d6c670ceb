import * as z from 'zod';

const names = z.record(z.string(), z.string()).optional();

const lockedPackage = z.looseObject({
  version: z.string().optional(),
  dependencies: names,
  optionalDependencies: names,
  peerDependencies: names,
  peerDependenciesMeta: z
    .record(z.string(), z.looseObject({ optional: z.boolean().optional() }))
    .optional(),
});

/** The parts of a `package-lock.json` of version 3 that are read; the rest is carried along. */
export const packageLockSchema = z.looseObject({
  lockfileVersion: z.literal(3),
  packages: z.record(z.string(), lockedPackage),
});

export type PackageLock = z.infer<typeof packageLockSchema>;
type LockedPackage = z.infer<typeof lockedPackage>;

/** What stands on top of a lock: as the `package.json` beside it, or npm takes them for two things. */
export interface PackageRoot {
  readonly name: string;
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly engines?: unknown;
}

/**
 * A lock of nothing but what these dependencies need, at the versions and checksums they had: for
 * every platform, as the lock it is taken from.
 */
export function pruneLock(lock: PackageLock, root: PackageRoot): PackageLock {
  const wanted = { dependencies: root.dependencies };
  const needed = reach(lock, wanted, requiredOf);
  const all = reach(lock, wanted, (each) => [...requiredOf(each), ...optionalOf(each)]);
  const packages = Object.entries(lock.packages).flatMap(([path, each]) => {
    if (!all.has(path)) return [];
    const { dev: _dev, devOptional: _either, optional: _optional, ...rest } = each;
    return [[path, needed.has(path) ? rest : { ...rest, optional: true }] as const];
  });
  return {
    ...{ name: root.name, version: root.version, lockfileVersion: 3, requires: true },
    packages: Object.fromEntries([['', { ...root }], ...packages]),
  };
}

/** Paths of the lock that are reached from `wanted` when every package asks for what `of` says. */
function reach(
  lock: PackageLock,
  wanted: LockedPackage,
  of: (each: LockedPackage) => readonly string[],
): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (from: string, each: LockedPackage): void => {
    for (const name of of(each)) {
      const path = resolveFrom(lock, from, name);
      if (path === undefined || found.has(path)) continue;
      found.add(path);
      visit(path, lock.packages[path] ?? {});
    }
  };
  visit('', wanted);
  return found;
}

function requiredOf({ dependencies, peerDependencies, peerDependenciesMeta }: LockedPackage) {
  const peers = Object.keys(peerDependencies ?? {});
  const isNeeded = (name: string) => peerDependenciesMeta?.[name]?.optional !== true;
  return [...Object.keys(dependencies ?? {}), ...peers.filter(isNeeded)];
}

function optionalOf({ optionalDependencies }: LockedPackage): string[] {
  return Object.keys(optionalDependencies ?? {});
}

/** Where Node finds a package: in the nearest `node_modules` on the way up. */
function resolveFrom({ packages }: PackageLock, from: string, name: string): string | undefined {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules/') - 1))) {
    const path = `${at === '' ? '' : `${at}/`}node_modules/${name}`;
    if (Object.hasOwn(packages, path)) return path;
    if (at === '') return undefined;
  }
}
