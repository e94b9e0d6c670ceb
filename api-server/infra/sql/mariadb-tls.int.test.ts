import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { certify } from '../../../src/testing/certify.js';
import { onMariaDb } from '../../testing/each-database.js';
import { startMariaDbs, type TestMariaDbs } from '../../testing/mariadb-server.js';
import type { MariaDbOptions } from './mariadb-pool.js';
import { openMariaDb } from './open-mariadb.js';

onMariaDb(() => {
  let directory: string;
  let servers: TestMariaDbs;
  const file = (name: string) => join(directory, name);

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'catops-tls-'));
    for (const name of ['localhost', 'cats.example']) await certify(file(name), name);
    await offer('localhost');
    servers = await startMariaDbs({ tls: { cert: file('cert'), key: file('key') } });
  });
  afterAll(async () => {
    await servers?.stop();
    await rm(directory, { recursive: true, force: true });
  });

  /** Lets the server use the certificate of that name. */
  const offer = async (name: string) => {
    await copyFile(`${file(name)}.cert`, file('cert'));
    await copyFile(`${file(name)}.key`, file('key'));
  };
  const open = (options: Partial<MariaDbOptions>) =>
    openMariaDb({
      location: {
        ...{ host: 'localhost', port: servers.primary.port },
        ...{ user: 'app', password: 'a', database: 'mysql' },
      },
      ...{ tls: true, connections: 1, connectMs: 5000, queryMs: 5000, meter: { count() {} } },
      dependency: 'database',
      ...options,
    });

  it('encrypts when the certificate is of the authority and the name', async () => {
    const ca = await readFile(`${file('localhost')}.cert`, 'utf8');
    const db = await open({ ca });
    const { rows } = await sql<{ Value: string }>`show status like 'Ssl_cipher'`.execute(db);
    expect(rows[0]?.Value).toMatch(/^TLS_/);
    await db.destroy();
  });

  it('refuses an unknown authority', async () => {
    await expect(open({})).rejects.toMatchObject({ code: 'HANDSHAKE_SSL_ERROR' });
  });

  it('refuses a certificate of another name', async () => {
    await offer('cats.example');
    await servers.primary.sql('flush ssl');
    const ca = await readFile(`${file('cats.example')}.cert`, 'utf8');
    await expect(open({ ca })).rejects.toMatchObject({ code: 'HANDSHAKE_SSL_ERROR' });
  });
});
