import * as z from 'zod';

/** Name of a release: what a directory, a label in the cloud and a line of a terminal can hold. */
export const releaseVersion = z.string().regex(/^[0-9A-Za-z][0-9A-Za-z.+_-]{0,99}$/);

/** Name of the file that describes a release: beside its processes, and on top of its bundle. */
export const releaseFile = 'release.json';

/** What a server is made of, as the build writes it and a bundle carries it. */
export const releaseSchema = z.object({
  schema: z.literal('catops.release/v1'),
  /** Such as `0.1.0+4faa961abcde`: what its processes say of themselves. */
  version: releaseVersion,
  /** Abbreviated hash of the commit it was built from; null where nobody knew. */
  commit: z.string().nullable(),
  /** Built of that commit and of nothing else. */
  isClean: z.boolean(),
  /** When the commit was made, ISO 8601 UTC. */
  committedAt: z.string().nullable(),
  /** Its files, below the directory of this one, sorted. */
  files: z.array(z.string().regex(/^([\w-]+\/)*[\w.-]+\.js$/)),
  /** npm packages that they import, sorted. */
  packages: z.array(z.string()),
});

export type ReleaseDescription = z.infer<typeof releaseSchema>;
