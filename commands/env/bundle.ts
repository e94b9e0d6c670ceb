import { command } from '../kit/command.js';
import { flag } from '../kit/flags.js';

export const envBundle = command({
  path: 'env bundle',
  summary: 'Pack the built API into one small file that can be deployed.',
  description:
    'Packs the API as it was built into a zip file: its processes, what npm needs to fetch their ' +
    'packages, and what Elastic Beanstalk needs to run them. The same commit gives the same bytes ' +
    'on every machine. Nothing but what the build names gets in.',
  effect: 'write',
  flags: {
    out: flag.text('file to write (default: catops-VERSION.zip here)', { placeholder: 'file' }),
    dirty: flag.toggle('also of a build with changes that no commit holds'),
  },
  examples: ['npm run build && catops env bundle', 'catops env bundle --out /tmp/api.zip --json'],
  async run({ wiring, flags, dryRun }) {
    const { makeBundle } = await import('../../src/environments/bundle/make-bundle.js');
    const out = (version: string) => flags.out ?? `catops-${version}.zip`;
    const made = await makeBundle(await wiring.bundles(), { dirty: flags.dirty, dryRun, out });
    const { release, file, bytes, sha256, contents, packages } = made;
    const { version, commit, committedAt } = release;
    return {
      exit: 'ok',
      data: {
        ...{ schema: 'catops.env-bundle/v1', dryRun, version, commit, committedAt },
        ...{ file, bytes, sha256, contents, packages },
      },
      text: () =>
        [
          file === null ? `Would pack ${version}.` : `Packed ${version} into ${file}`,
          `  ${Math.ceil(bytes / 1000)} kB · ${contents.length} files · ${packages} packages in its lock`,
          `  sha256 ${sha256}`,
        ].join('\n'),
    };
  },
});
