import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { outboxDays } from '../../../src/platform/compose-mail.js';
import { Secret } from '../../../src/platform/secret.js';
import { createSendGrid } from '../../../src/platform/sendgrid.js';
import {
  type LoopbackSendGrid,
  sendGridKey,
  startLoopbackSendGrid,
} from '../../../src/testing/loopback-sendgrid.js';
import { leaksIn } from '../../../src/testing/secret-canary.js';
import { createDirectoryObjects } from '../objects/directory-objects.js';
import { nameProcess } from '../process-name.js';
import { expireMails } from './expire-mails.js';
import { createSendGridOutbox } from './sendgrid-outbox.js';

const quiet = new AbortController().signal;
const now = Date.UTC(2018, 10, 16);
const from = { name: 'catops', address: 'catops@example.com' };
const key = 'live_canary0key';
const mail = {
  ...{ name: 'welcome-acc-1-key-1', to: 'ada@example.com', subject: 'Your key' },
  ...{ text: `${key}\n`, html: `<p>${key}</p>` },
};
let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'catops-mail-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe('mail of a job by SendGrid', () => {
  let vendor: LoopbackSendGrid;
  beforeEach(async () => {
    vendor = await startLoopbackSendGrid();
  });
  afterEach(async () => {
    await vendor.close();
    vendor.verify();
  });

  const outboxWith = (given = sendGridKey) =>
    createSendGridOutbox({
      send: createSendGrid({ url: vendor.url, key: new Secret(given) }),
      objects: createDirectoryObjects({
        ...{ directory, process: nameProcess(process.pid), now: () => now },
      }),
      ...{ from, now: () => now },
    });

  it('is known to be sent by a receipt that holds neither address nor content', async () => {
    const outbox = outboxWith();
    expect(await outbox.has(mail.name)).toBe(false);
    await outbox.send(mail, quiet);
    expect(await outbox.has(mail.name)).toBe(true);
    expect(vendor.mails.map(({ to, content }) => [to, content['text/plain']])).toEqual([
      [[{ email: 'ada@example.com' }], mail.text],
    ]);
    const receipt = join(directory, `${mail.name}.sent`);
    expect((await stat(receipt)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(receipt, 'utf8'))).toEqual({
      ...{ v: 1, id: 'loopback-1', at: '2018-11-16T00:00:00.000Z' },
    });
  });

  it.each([
    ['error', {}, 'Unsent', 'mail-unknown'],
    ['rate-limit', {}, 'Unsent', 'mail-rate-limited'],
    [null, { to: 'ada@invalid.example' }, 'Hopeless', 'mail-refused'],
  ] as const)(
    'fails with a word and nothing of the mail: %s',
    async (fault, change, name, code) => {
      if (fault) vendor.fail('POST /v3/mail/send', fault, { retryAfter: 1 });
      const outbox = outboxWith();
      const failure = await outbox.send({ ...mail, ...change }, quiet).catch((error) => error);
      expect(failure).toMatchObject({ name, code });
      expect(leaksIn(failure, ['example', key, sendGridKey])).toEqual([]);
      expect(await outbox.has(mail.name)).toBe(false);
    },
  );

  it('waits for a key that is mended', async () => {
    const failure = await outboxWith('SG.old')
      .send(mail, quiet)
      .catch((error) => error);
    expect(failure).toMatchObject({ name: 'Unsent', code: 'mail-credential' });
  });
});

it('removes what lay in the outbox too long, and nothing else', async () => {
  const daysAgo = { 'old.eml': 1, 'old.sent': 1, 'old.txt': 1, 'new.eml': -1 };
  for (const [name, beyond] of Object.entries(daysAgo)) {
    const path = join(directory, name);
    await writeFile(path, 'x');
    const at = new Date(now - (outboxDays + beyond) * 86_400_000);
    await utimes(path, at, at);
  }
  expect(await expireMails(directory, now)).toBe(2);
  expect((await readdir(directory)).sort()).toEqual(['new.eml', 'old.txt']);
  expect(await expireMails(join(directory, 'none'), now)).toBe(0);
});
