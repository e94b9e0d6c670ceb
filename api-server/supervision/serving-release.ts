import { existsSync } from 'node:fs';
import { open, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { pid } from 'node:process';
import { currentRelease, releasesDirectory } from '../../src/contracts/supervisor-control.js';
import { CatopsError } from '../../src/platform/errors.js';
import { placeAt, type ReleasePlace } from './release-place.js';

/** Which release processes are started from, and which one the next start of the server takes. */
export class ServingRelease {
  readonly #releases: string;
  readonly #entry: string;
  /** As it was called, and by name of the link once a release was deployed. */
  #home: string;
  #place: ReleasePlace;

  /** `home` is the directory that the supervisor was called in, `entry` the file of a process. */
  constructor(home: string, dataDir: string, entry: string) {
    this.#home = home;
    this.#entry = entry;
    this.#releases = join(dataDir, releasesDirectory);
    this.#place = placeAt(home);
  }

  get place(): ReleasePlace {
    return this.#place;
  }

  /** From now on processes are started from there. */
  use(place: ReleasePlace): void {
    this.#place = place;
  }

  /** What is in its place by now: another release, where a link leads elsewhere. */
  latest(): ReleasePlace {
    return placeAt(this.#home);
  }

  /** A release in the data directory; throws `release-invalid` when it is not there as it says. */
  find(version: string): ReleasePlace {
    const directory = this.#directoryOf(version);
    if (existsSync(join(directory, this.#entry))) {
      const place = placeAt(directory);
      if (place.version === version) return place;
    }
    throw new CatopsError(
      'release-invalid',
      `There is no release ${version} in ${this.#releases}.`,
    );
  }

  /** Has the next start take this release too: the link leads to it at once, or as before. */
  async adopt({ version }: ReleasePlace): Promise<void> {
    const link = join(this.#releases, currentRelease);
    // Not the name of a release: it may be left behind by who is killed here.
    const fresh = join(this.#releases, `.${currentRelease}.${pid}`);
    await rm(fresh, { force: true });
    await symlink(version, fresh);
    await rename(fresh, link);
    const directory = await open(this.#releases, 'r');
    await directory.sync().finally(() => directory.close());
    this.#home = this.#directoryOf(currentRelease);
  }

  #directoryOf(name: string): string {
    return join(this.#releases, name, 'api-server');
  }
}
