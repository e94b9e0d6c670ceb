import { serveSqlite } from './serve-sqlite.js';
import { openConnection } from './sqlite-connection.js';

// Entry of a thread that has the database file open: SQLite's calls block, so they block here and
// never in the thread that answers requests.
serveSqlite(openConnection);
