import { printable } from '../../src/platform/terminal-text.js';
import { command } from '../kit/command.js';

export const dbMigrate = command({
  path: 'db migrate',
  summary: 'Bring the database of the API to this version; safe to repeat.',
  description:
    'Brings the database of CATOPS_DATABASE_URL, or the embedded one, to this version. Safe to ' +
    'repeat, to break off, and by several processes at once: they wait for each other. Run it ' +
    'before the servers of a new version start; those of the version before go on with it.',
  effect: 'write',
  flags: {},
  examples: ['catops db migrate --dry-run', 'catops db migrate --json'],
  async run({ wiring, dryRun }) {
    const done = await wiring.admin(wiring.dataDir(), { op: 'db.migrate', dryRun });
    const { kind, place, applied, pending, durability } = done;
    return {
      exit: 'ok',
      data: { schema: 'catops.db-migrate/v1', dryRun, ...done },
      text: () => {
        const at = `${kind === 'mariadb' ? 'MariaDB' : 'SQLite'} (${printable(place)})`;
        const names = dryRun ? pending : applied;
        const lines = names.map((name) => `  ${dryRun ? 'would run' : 'ran'} ${name}`);
        const head = names.length === 0 ? `${at} has this version already.` : `${at}:`;
        const risk = durability ? atRisk(durability) : [];
        return [head, ...lines, ...risk].join('\n');
      },
    };
  },
});

function atRisk(durability: { flushLogAtCommit: number; syncBinlog: number | null }): string[] {
  const loose = [
    ...(durability.flushLogAtCommit === 1 ? [] : ['innodb_flush_log_at_trx_commit']),
    ...(durability.syncBinlog === null || durability.syncBinlog === 1 ? [] : ['sync_binlog']),
  ];
  if (loose.length === 0) return [];
  return [
    `  A power cut may lose writes that were acknowledged: set ${loose.join(' and ')} to 1 on the server.`,
  ];
}
