import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createSqlSignUpStore, createSqlWelcomeStore } from '../features/sign-up/sql-store.js';
import { signUpStoreContract } from '../features/sign-up/store-contract.js';
import { createDirectoryOutbox } from '../infra/mail/directory-outbox.js';
import { createDirectoryObjects } from '../infra/objects/directory-objects.js';
import { nameProcess } from '../infra/process-name.js';
import { hashOf } from '../infra/sql/key-text.js';
import { eachDatabase } from '../testing/each-database.js';
import { openTestDatabase, type TestDatabase } from '../testing/test-database.js';
import type { Outbox } from './outbox.js';
import { createWelcomeSender } from './send-welcome-mail.js';

eachDatabase((name, openDatabase) =>
  signUpStoreContract(name, async () => {
    const { db, close } = await openDatabase();
    return { store: createSqlSignUpStore(db), close };
  }),
);

const now = () => 1_700_000_000_000;
const quiet = { jobId: 1, signal: new AbortController().signal };
let database: TestDatabase;
let directory: string;
let accountId: string;

beforeEach(async () => {
  database = await openTestDatabase();
  directory = await mkdtemp(join(tmpdir(), 'catops-outbox-'));
  await createSqlSignUpStore(database.db).signUp('ada@example.com', now());
  const account = await database.db.selectFrom('accounts').select('id').executeTakeFirstOrThrow();
  accountId = account.id;
});
afterEach(async () => {
  await database.close();
  await rm(directory, { recursive: true, force: true });
});

function parts() {
  const objects = createDirectoryObjects({ directory, process: nameProcess(process.pid), now });
  const from = { name: 'catops', address: 'cats@example.com' };
  return {
    store: createSqlWelcomeStore(database.db),
    outbox: createDirectoryOutbox({ objects, from, now }),
    clock: { now },
  };
}

const mails = async () => (await readdir(directory)).filter((name) => name.endsWith('.eml'));
const keyIn = async (name: string) =>
  /live_[0-9A-Za-z]{64}/.exec(await readFile(join(directory, name), 'utf8'))?.[0] ?? '';

/** Hashes of the keys that a server lets in, and of those that lie in a mail. */
async function usableAndSent() {
  const usable = await database.db
    .selectFrom('api_keys')
    .select('hash')
    .where('revoked_at', 'is', null)
    .execute();
  const sent = await Promise.all((await mails()).map(async (name) => hashOf(await keyIn(name))));
  return { usable: usable.map(({ hash }) => hash), sent };
}

/** The one thing that must be true when the job is done. */
async function expectOneSentKey(mailsSent: number) {
  const { usable, sent } = await usableAndSent();
  expect(usable.length).toBe(1);
  expect(sent).toContain(usable[0]);
  expect(sent.length).toBe(mailsSent);
}

it('queues an account and no address; sends a key that works, for its owner alone', async () => {
  const [job] = await database.db.selectFrom('jobs').selectAll().execute();
  expect([job?.type, job?.payload]).toEqual(['mail.welcome', JSON.stringify({ accountId })]);
  await createWelcomeSender(parts())({ accountId }, quiet);
  await expectOneSentKey(1);
  const [name = ''] = await mails();
  expect((await stat(join(directory, name))).mode & 0o777).toBe(0o600);
  const mail = await readFile(join(directory, name), 'utf8');
  expect(mail).toMatch(/^To: ada@example\.com\r$/m);
  // The address is in one column of one row.
  const dump = await Promise.all(
    (['accounts', 'jobs', 'api_keys', 'changes'] as const).map((table) =>
      database.db.selectFrom(table).selectAll().execute(),
    ),
  );
  expect(JSON.stringify(dump).split('ada@example.com').length - 1).toBe(1);
  expect(JSON.stringify(dump)).not.toContain(await keyIn(name));
});

it('does nothing the second time', async () => {
  const send = createWelcomeSender(parts());
  await send({ accountId }, quiet);
  const before = await usableAndSent();
  await send({ accountId }, quiet);
  expect(await usableAndSent()).toEqual(before);
});

const killed = new Error('killed');

it('leaves one key, and that one sent, when it is killed before its mail was written', async () => {
  const { outbox, ...rest } = parts();
  const dying: Outbox = { has: outbox.has, send: () => Promise.reject(killed) };
  const first = createWelcomeSender({ ...rest, outbox: dying });
  for (let times = 0; times < 3; times += 1) {
    await expect(first({ accountId }, quiet)).rejects.toBe(killed);
    expect((await usableAndSent()).usable.length).toBe(1);
  }
  const unsent = (await usableAndSent()).usable;
  await createWelcomeSender(parts())({ accountId }, quiet);
  await expectOneSentKey(1);
  expect((await usableAndSent()).usable).not.toEqual(unsent);
});

it('leaves one key, and that one sent, when it is killed after its mail was written', async () => {
  const { outbox, ...rest } = parts();
  const dying: Outbox = {
    has: outbox.has,
    send: (...mail) => outbox.send(...mail).then(() => Promise.reject(killed)),
  };
  const first = createWelcomeSender({ ...rest, outbox: dying });
  await expect(first({ accountId }, quiet)).rejects.toBe(killed);
  await createWelcomeSender(parts())({ accountId }, quiet);
  await expectOneSentKey(1);
});

it('leaves one key, and that one sent, when a slow one goes on beside the next', async () => {
  const { outbox, ...rest } = parts();
  let goOn = () => {};
  const paused = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  let arrived = () => {};
  const hasMade = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const slow = createWelcomeSender({
    ...rest,
    outbox: {
      has: outbox.has,
      async send(...mail) {
        arrived();
        await paused;
        await outbox.send(...mail);
      },
    },
  })({ accountId }, quiet);
  await hasMade;
  await createWelcomeSender(parts())({ accountId }, quiet);
  goOn();
  await slow;
  // Two mails: the key of the slow one has ended, and nobody is left without one.
  await expectOneSentKey(2);
});

it('writes to nobody when the account has been erased', async () => {
  await database.db.deleteFrom('accounts').execute();
  await createWelcomeSender(parts())({ accountId }, quiet);
  expect([await mails(), await database.db.selectFrom('api_keys').selectAll().execute()]).toEqual([
    [],
    [],
  ]);
});
