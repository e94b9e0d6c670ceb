import type { Migration } from 'kysely';
import { firstTables } from './0001-first-tables.js';
import { votesAndFavourites } from './0002-votes-and-favourites.js';
import { uploads } from './0003-uploads.js';
import { jobsAndSignUp } from './0004-jobs-and-sign-up.js';
import { picturesAndSchedule } from './0005-pictures-and-schedule.js';

/**
 * Every migration, by name, in order; a released one is never changed. Servers of two versions use
 * one database while a deploy is under way, so a change takes two releases: the first only adds
 * (expand), and the second removes what no running version uses any more (contract).
 *
 * Each runs on SQLite and on MariaDB. There DDL commits by itself, so one that was broken off is run
 * again from its beginning: what the schema builder creates is skipped when it is there, and an
 * insert says `onConflict(doNothing)`. The rules for columns are in the tests: texts of an index
 * have a length, ids that count up are `integer` with `autoIncrement`, times are `bigint`.
 */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-first-tables': firstTables,
  '0002-votes-and-favourites': votesAndFavourites,
  '0003-uploads': uploads,
  '0004-jobs-and-sign-up': jobsAndSignUp,
  '0005-pictures-and-schedule': picturesAndSchedule,
};
