import { createServer } from 'node:net';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PageRequest } from '../../incidents/ports.js';
import { Secret } from '../../platform/secret.js';
import type { Fault } from '../../testing/loopback-faults.js';
import { leaksIn } from '../../testing/secret-canary.js';
import { type LoopbackPagerDuty, startLoopbackPagerDuty } from './loopback/server.js';
import { createPagerDutyOnCall, type PagerDutyOptions } from './on-call.js';

let vendor: LoopbackPagerDuty;
const unheard = () => undefined;
const quiet = new AbortController().signal;
const request: PageRequest = {
  dedupKey: 'catops:cat-api:INC-2026-014:abc',
  summary: '5xx on /v1/images/*/analysis',
  severity: 'sev1',
  source: 'cat-api',
  component: 'api-server',
  at: '2026-11-15T10:20:00.000Z',
  details: { impact: 'all public routes' },
  links: [{ title: 'Runbook', url: 'https://example.com/runbook' }],
};

// The client is loaded at its first call, which must not count against that call's time.
beforeAll(async () => {
  await import('@pagerduty/pdjs');
});

beforeEach(async () => {
  vendor = await startLoopbackPagerDuty();
});

afterEach(async () => {
  await vendor.close();
  vendor.verify();
});

function options(given: Partial<PagerDutyOptions> = {}): PagerDutyOptions {
  const { account, url } = vendor;
  return {
    eventsUrl: url,
    apiUrl: url,
    routingKey: new Secret(account.routingKey),
    token: new Secret(account.apiToken),
    from: 'ada@example.com',
    services: [account.service.id],
    timeoutMs: 800,
    ...given,
  };
}

const canaries = () => [vendor.account.routingKey, vendor.account.apiToken];

describe('a page', () => {
  it('wakes one human being, however often it is sent, and anew once it was resolved', async () => {
    const onCall = createPagerDutyOnCall(options());
    const outcomes = [
      await onCall.page(request, quiet, unheard),
      await onCall.page(request, quiet, unheard),
    ];
    expect(outcomes.map(({ kind }) => kind)).toEqual(['done', 'done']);
    expect(vendor.pages()).toBe(1);
    await onCall.acknowledge(request.dedupKey, quiet);
    expect(vendor.incidents[0]?.status).toBe('acknowledged');
    await onCall.resolve(request.dedupKey, quiet);
    await onCall.page(request, quiet, unheard);
    expect(vendor.incidents.map(({ status }) => status)).toEqual(['resolved', 'triggered']);
  });

  it('says what woke them and where to look, within the lengths there are', async () => {
    const long = { ...request, summary: '🐈'.repeat(900), details: { log: 'x'.repeat(600_000) } };
    expect((await createPagerDutyOnCall(options()).page(long, quiet, unheard)).kind).toBe('done');
    expect(vendor.incidents[0]?.title).toMatch(/^(🐈)+…$/u);
    expect(vendor.incidents[0]?.links).toEqual([
      { href: 'https://example.com/runbook', text: 'Runbook' },
    ]);
  });

  it('never goes out under an empty key, which would mean every open incident', async () => {
    const onCall = createPagerDutyOnCall(options());
    const tries = [
      await onCall.page({ ...request, dedupKey: '' }, quiet, unheard),
      await onCall.page({ ...request, dedupKey: 'k'.repeat(256) }, quiet, unheard),
      await onCall.resolve(' ', quiet),
      await onCall.find('', quiet),
    ];
    expect(tries.map(({ kind }) => kind)).toEqual(Array(4).fill('permanent'));
    expect(vendor.requests).toEqual([]);
  });

  it('gives the REST token to nobody but REST', async () => {
    await createPagerDutyOnCall(options()).page(request, quiet, unheard);
    const sent = JSON.stringify(vendor.requests.map(({ headers, body }) => [headers, `${body}`]));
    expect(sent).not.toContain(vendor.account.apiToken);
  });

  const faults: readonly (readonly [Fault, string, number])[] = [
    ['hang', 'unknown', 0],
    ['hang-after-work', 'unknown', 1],
    ['stall-after-work', 'unknown', 1],
    ['rate-limit', 'rate-limited', 0],
    ['rate-limit-unsaid', 'rate-limited', 0],
    ['error', 'unknown', 0],
    ['error-after-work', 'unknown', 1],
    ['reset', 'unknown', 0],
    ['reset-after-work', 'unknown', 1],
    ['html', 'unknown', 0],
    ['html-after-work', 'unknown', 1],
    ['html-ok', 'unknown', 0],
    ['html-ok-after-work', 'unknown', 1],
    ['echo', 'permanent', 0],
  ];
  it.each(faults)(
    'that meets %s is %s after one attempt, and one page in the end',
    async (fault, kind, pages) => {
      vendor.fail('POST /v2/enqueue', fault, { retryAfter: 7 });
      const onCall = createPagerDutyOnCall(options());
      const first = await onCall.page(request, quiet, unheard);
      expect([first.kind, vendor.count('POST /v2/enqueue'), vendor.pages()]).toEqual([
        kind,
        1,
        pages,
      ]);
      expect(leaksIn(first, canaries())).toEqual([]);
      if (fault === 'rate-limit') expect(first).toMatchObject({ retryAfterMs: 7000 });
      if (fault === 'rate-limit-unsaid') expect(first).toMatchObject({ retryAfterMs: null });
      expect((await onCall.page(request, quiet, unheard)).kind).toBe('done');
      expect(vendor.pages()).toBe(1);
    },
  );

  it('that cannot be connected is known not to have been sent', async () => {
    const closed = { eventsUrl: 'http://127.0.0.1:1' };
    const outcome = await createPagerDutyOnCall(options(closed)).page(request, quiet, unheard);
    expect(outcome.kind).toBe('refused-before-send');
    expect(leaksIn(outcome, canaries())).toEqual([]);
  });

  it('is known not to have been sent when the handshake of TLS never ends', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const { port } = silent.address() as { port: number };
    const slow = options({ eventsUrl: `https://127.0.0.1:${port}` });
    const outcome = await createPagerDutyOnCall(slow).page(request, quiet, unheard);
    silent.close();
    expect(outcome.kind).toBe('refused-before-send');
  });

  it('says when it is on the wire, before it is answered', async () => {
    vendor.fail('POST /v2/enqueue', 'hang-after-work');
    const heard: number[] = [];
    const page = createPagerDutyOnCall(options()).page(request, quiet, () => heard.push(1));
    await expect.poll(() => heard).toEqual([1]);
    expect((await page).kind).toBe('unknown');
    const nowhere = createPagerDutyOnCall(options({ eventsUrl: 'http://127.0.0.1:1' }));
    await nowhere.page(request, quiet, () => heard.push(2));
    expect(heard).toEqual([1]);
  });

  it('stops when it is told to', async () => {
    vendor.fail('POST /v2/enqueue', 'hang');
    const stop = new AbortController();
    const page = createPagerDutyOnCall(options({ timeoutMs: 60_000 })).page(
      request,
      stop.signal,
      unheard,
    );
    await expect.poll(() => vendor.count('POST /v2/enqueue')).toBe(1);
    stop.abort();
    expect((await page).kind).toBe('unknown');
    const late = await createPagerDutyOnCall(options()).page(request, stop.signal, unheard);
    expect(late.kind).toBe('refused-before-send');
  });

  it('with a routing key of another shape is refused in the words of the vendor', async () => {
    vendor.expectRefusal("Length of 'routing_key'");
    const wrong = options({ routingKey: new Secret('tooshort') });
    const outcome = await createPagerDutyOnCall(wrong).page(request, quiet, unheard);
    expect(outcome).toMatchObject({ kind: 'permanent', code: 'invalid' });
    expect(JSON.stringify(outcome)).toContain('should be 32 characters');
  });

  it('goes by plain http to this machine only', () => {
    expect(() => createPagerDutyOnCall(options({ eventsUrl: 'http://example.com' }))).toThrow(
      /must be https/,
    );
  });
});

describe('what became of a page', () => {
  it('is told: who was notified, when and by whom it was acknowledged', async () => {
    const onCall = createPagerDutyOnCall(options());
    expect(await onCall.find(request.dedupKey, quiet)).toMatchObject({ kind: 'done', value: null });
    await onCall.page(request, quiet, unheard);
    // The command's own acknowledgement is no human one.
    await onCall.acknowledge(request.dedupKey, quiet);
    expect(await onCall.find(request.dedupKey, quiet)).toMatchObject({
      value: { status: 'acknowledged', acknowledged: null },
    });
    vendor.acknowledgeByHand(vendor.incidents[0]?.id ?? '', 'grace@example.com');
    const found = await onCall.find(request.dedupKey, quiet);
    expect(found).toMatchObject({
      kind: 'done',
      value: {
        remote: { id: vendor.incidents[0]?.id },
        reached: [{ name: 'Ada Mouser', tz: 'Europe/Berlin', phones: ['+49 1511234567'] }],
        acknowledged: { by: 'Grace Whiskers' },
      },
    });
    expect(found).toHaveProperty('vendorTime');
  });

  it('is escalated to a level, in the name of a user', async () => {
    const onCall = createPagerDutyOnCall(options());
    const missing = await onCall.escalate({ dedupKey: request.dedupKey, level: 2 }, quiet);
    expect(missing).toMatchObject({ kind: 'permanent', code: 'gone' });
    await onCall.page(request, quiet, unheard);
    const moved = await onCall.escalate({ dedupKey: request.dedupKey, level: 2 }, quiet);
    expect([moved.kind, vendor.incidents[0]?.level]).toEqual(['done', 2]);
    const nameless = createPagerDutyOnCall(options({ from: undefined }));
    const refused = await nameless.escalate({ dedupKey: request.dedupKey, level: 2 }, quiet);
    expect(refused).toMatchObject({ kind: 'permanent', code: 'credential' });
  });

  it('is imported line by line, oldest first, with ids that stay', async () => {
    const onCall = createPagerDutyOnCall(options());
    await onCall.page(request, quiet, unheard);
    await onCall.resolve(request.dedupKey, quiet);
    const [once, twice] = [
      await onCall.log(request.dedupKey, quiet),
      await onCall.log(request.dedupKey, quiet),
    ];
    expect(once).toMatchObject({ kind: 'done', value: { length: 3 } });
    expect(once).toEqual({ ...twice, vendorTime: expect.anything() });
  });

  it('cannot be read without a REST token, and paging does not mind', async () => {
    const onCall = createPagerDutyOnCall(options({ token: undefined }));
    expect((await onCall.page(request, quiet, unheard)).kind).toBe('done');
    expect(await onCall.find(request.dedupKey, quiet)).toMatchObject({ code: 'credential' });
  });

  it('is not told by a refused token, and the token is not in what is said of it', async () => {
    const token = new Secret('canary-refused-token');
    const outcome = await createPagerDutyOnCall(options({ token })).find(request.dedupKey, quiet);
    expect(outcome).toMatchObject({ kind: 'permanent', code: 'credential' });
    expect(leaksIn(outcome, ['canary-refused-token'])).toEqual([]);
  });

  it.each(['hang', 'error', 'html', 'reset', 'rate-limit', 'echo'] as const)(
    'is not known when REST answers with %s, and no secret is in the answer',
    async (fault) => {
      vendor.fail('GET /incidents', fault);
      const outcome = await createPagerDutyOnCall(options()).find(request.dedupKey, quiet);
      expect(outcome.kind).not.toBe('done');
      expect(leaksIn(outcome, canaries())).toEqual([]);
    },
  );
});

describe('who is on call', () => {
  it('is listed first level first, with zones and telephone numbers', async () => {
    const outcome = await createPagerDutyOnCall(options()).whoIsOnCall(quiet);
    expect(outcome).toMatchObject({
      kind: 'done',
      value: [
        { name: 'Ada Mouser', tz: 'Europe/Berlin', phones: ['+49 1511234567'] },
        { name: 'Grace Whiskers', tz: 'Australia/Sydney', phones: ['+61 412345678'] },
      ],
    });
  });
});
