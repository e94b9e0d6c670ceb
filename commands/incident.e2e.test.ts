import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type IncidentWorld, nowhere, startIncidentWorld } from './testing/incident-world.js';
import { childrenOf, gone } from './testing/processes.js';

let world: IncidentWorld;

beforeEach(async () => {
  world = await startIncidentWorld();
});
afterEach(() => world.close());

const title = '5xx on /v1/images/*/analysis';
const open = ['incident', 'open', title, '-s', '2'];
/** For those who wait for a vendor in vain. */
const briefly = { CATOPS_FOREGROUND: '4s' };
const noNetwork = {
  ...briefly,
  CATOPS_PAGERDUTY_EVENTS_URL: nowhere,
  CATOPS_PAGERDUTY_API_URL: nowhere,
  CATOPS_SLACK_URL: 'http://127.0.0.1:58',
  CATOPS_TRELLO_URL: 'http://127.0.0.1:57',
};

/** What the vendors hold: pages, headlines in chat, cards. */
function made({ pagerduty, slack, trello }: IncidentWorld) {
  const headlines = slack.messages.filter(({ thread }) => thread === null);
  return [pagerduty.pages(), headlines.length, trello.cards.length];
}

describe('opening an incident with nothing but a title and a severity', () => {
  it('wakes one person, makes one headline and one card, and says whom it reached', async () => {
    const { exit, out } = await world.catops(open);
    expect(made(world)).toEqual([1, 1, 1]);
    expect(out).toMatch(/^INC-\d{4}-001 · sev2 · investigating · 5xx on/);
    expect(out).toMatch(/✓ PagerDuty {2}accepted {2}on call: Ada Mouser \(\d\d:\d\d their time\)/);
    expect(out).toMatch(/✓ Slack {6}done {6}https:\/\/cats\.slack\.com/);
    expect(out).toMatch(/✓ Trello {5}done {6}https:\/\/trello\.com/);
    expect(exit).toBe(0);
  });

  it('answers one JSON object when asked', async () => {
    const { exit, json, err } = await world.catops([...open, '--json']);
    expect(exit, err).toBe(0);
    expect(json()).toMatchObject({
      schema: 'catops.incident/v1',
      ok: true,
      partial: false,
      joined: false,
      recorded: true,
      page: { kind: 'accepted', reached: [{ name: 'Ada Mouser', tz: 'Europe/Berlin' }] },
      incident: { title, severity: 'sev2', state: 'investigating', openedBy: { id: 'ada' } },
    });
    expect(json()['incident']).not.toHaveProperty('entries');
  });

  it('writes the page before any other socket opens', async () => {
    await world.catops(open);
    const [page] = world.pagerduty.requests;
    expect(page?.route).toBe('POST /v2/enqueue');
    const others = [...world.slack.connections, ...world.trello.connections];
    expect(others.length).toBeGreaterThan(1);
    for (const { order } of others) expect(order).toBeGreaterThan(page?.order ?? Infinity);
  });

  it('wakes nobody for a bug that needs a card and no night', async () => {
    const { exit, out } = await world.catops([...open, '--no-page', '--no-slack']);
    expect([exit, ...made(world)]).toEqual([0, 0, 0, 1]);
    expect(out).toMatch(/PagerDuty {2}skipped|On-call {2}skipped/);
  });
});

describe('two machines that open with one key', () => {
  const keyed = [...open, '--key', 'HighErrorRate'];
  const there = () => ({ CATOPS_STATE_DIR: join(world.dir, 'another-machine') });

  it('one after the other: the second joins what the first has made', async () => {
    await world.catops(keyed);
    const { exit, out } = await world.catops(keyed, there());
    expect([exit, ...made(world), world.slack.channels.length], out).toEqual([0, 1, 1, 1, 1]);
    expect(out).toContain('Another machine opened under this key first');
  });

  it('at one moment: there is one of everything, and both know where', async () => {
    const both = await Promise.all([world.catops(keyed), world.catops(keyed, there())]);
    const synced = ['incident', 'sync', '--wait', '--json'];
    await Promise.all([world.catops(synced), world.catops(synced, there())]);
    const said = both.map(({ exit, out, err }) => `${exit}\n${out}${err}`).join('\n');
    expect([...made(world), world.slack.channels.length], said).toEqual([1, 1, 1, 1]);
    const known = await Promise.all(
      [{}, there()].map((more) => world.catops(['incident', 'show', 'latest', '--json'], more)),
    );
    const [card] = world.trello.cards;
    for (const { out } of known) expect(out).toContain(`https://trello.com/c/${card?.id}`);
  });
});

describe('trying it out with --dry-run', () => {
  it('prints every request with its body, no secret, and touches nothing', async () => {
    const { exit, out, err } = await world.catops([...open, '--dry-run']);
    expect(exit, err).toBe(0);
    expect(out).toContain(`POST ${world.pagerduty.url}/v2/enqueue`);
    expect(out).toContain(`POST ${world.slack.url}/api/chat.postMessage`);
    expect(out).toContain(`POST ${world.trello.url}/1/cards`);
    expect(out).toContain('"routing_key": "********************************"');
    for (const secret of world.secrets) expect(out + err).not.toContain(secret);
    expect(
      [world.pagerduty, world.slack, world.trello].map(({ requests }) => requests.length),
    ).toEqual([0, 0, 0]);
    expect(await readdir(world.dir)).toEqual([]);
  });

  it('says who would be woken', async () => {
    await world.catops(['oncall']);
    const { json } = await world.catops([...open, '--dry-run', '--json']);
    expect(json()).toMatchObject({ schema: 'catops.plan/v1', dryRun: true });
    expect(String(json()['wakes'])).toMatch(/^Ada Mouser \(\d\d:\d\d their time\)/);
  });
});

describe('a vendor that hangs', () => {
  it.each([
    ['slack', [1, 0, 1]],
    ['trello', [1, 1, 0]],
  ] as const)('(%s) costs neither the page nor the other, and ends in time', async (name, left) => {
    world[name].fail('*', 'hang', { times: 'always' });
    const { exit, out, ms } = await world.catops(open, briefly);
    expect(made(world)).toEqual(left);
    expect(exit, out).toBe(6);
    expect(ms).toBeLessThan(4000 + 4000);
    expect(world.pagerduty.pages()).toBe(1);
  });

  it('(pagerduty) ends with 5 in time, the telephone numbers printed, and the others told', async () => {
    await world.catops(['oncall']);
    world.pagerduty.fail('*', 'hang', { times: 'always' });
    const { exit, err, ms } = await world.catops(open, briefly);
    expect([exit, ...made(world)], err).toEqual([5, 0, 1, 1]);
    expect(err).toMatch(/Ada Mouser .*\+49 1511234567/);
    expect(ms).toBeLessThan(4000 + 4000);
  });

  it('(both chat and board) leaves a queue that a later sync drains in order', async () => {
    world.slack.fail('*', 'error', { times: 'always' });
    world.trello.fail('*', 'error', { times: 'always' });
    const soon = { CATOPS_FOREGROUND: '1500ms' };
    expect((await world.catops(open, soon)).exit).toBe(6);
    await world.catops(['incident', 'note', 'first'], soon);
    await world.catops(['incident', 'note', 'second'], soon);
    world.slack.faults.clear();
    world.trello.faults.clear();
    const { exit, out } = await world.catops(['incident', 'sync', '--wait']);
    expect(exit, out).toBe(0);
    expect(made(world)).toEqual([1, 1, 1]);
    const replies = world.slack.messages.filter(({ thread }) => thread !== null);
    expect(replies.map(({ text }) => /first|second/.exec(text)?.[0])).toEqual(['first', 'second']);
  });
});

describe('without a network', () => {
  it('the record stands, the telephone numbers of on-call are printed, and it ends with 5', async () => {
    await world.catops(['oncall']);
    const { exit, out, err } = await world.catops(open, noNetwork);
    expect(exit).toBe(5);
    expect(err).toMatch(/Ada Mouser .*\+49 1511234567/);
    expect(out).toContain('NOT CONFIRMED');
    expect((await world.catops(['incident', 'list'])).out).toContain(title);
    const later = await world.catops(['incident', 'sync', '--wait']);
    expect([later.exit, ...made(world)]).toEqual([0, 1, 1, 1]);
  });

  it('on-call is answered from what was kept, with its age', async () => {
    await world.catops(['oncall']);
    const { exit, out } = await world.catops(['oncall'], noNetwork);
    expect(exit).toBe(5);
    expect(out).toMatch(/RING THEM: on call as of [\s\S]*Grace Whiskers .*\+61 412345678/);
  });
});

describe('a state directory that cannot be written', () => {
  it('still wakes on-call, says so, and ends with 7', async () => {
    const file = join(world.dir, 'a-file');
    await writeFile(file, '');
    const { exit, out, err } = await world.catops(open, { CATOPS_STATE_DIR: join(file, 'state') });
    expect(world.pagerduty.pages()).toBe(1);
    expect(exit).toBe(7);
    expect(out + err).toMatch(/cannot be written/);
    expect(err).toMatch(/catops:\S+/);
  });
});

describe('two people who open the same incident', () => {
  it('with one --key make one, at the same time or one after the other', async () => {
    const keyed = [...open, '--key', 'analysis-5xx', '--json'];
    const both = await Promise.all([world.catops(keyed), world.catops(keyed)]);
    const third = await world.catops(keyed);
    const ids = [...both, third].map(({ json }) => (json()['incident'] as { id: string }).id);
    expect(new Set(ids).size).toBe(1);
    expect(third.json()['joined']).toBe(true);
    expect([third.exit, ...made(world)]).toEqual([0, 1, 1, 1]);
  });
});

describe('an incident is meant by', () => {
  it('latest, its number, its id, or by nothing when it is the only one open', async () => {
    await world.catops(open);
    const year = new Date().getFullYear();
    for (const words of [[], ['latest'], ['001'], ['1'], [`INC-${year}-001`]]) {
      const { exit, out } = await world.catops(['inc', 'show', ...words]);
      expect([exit, out.slice(0, 12)], words.join()).toEqual([0, `INC-${year}-001`]);
    }
    await world.catops(['incident', 'open', 'Another', '-s', '4']);
    const { exit, err } = await world.catops(['incident', 'show']);
    expect(exit).toBe(2);
    expect(err).toContain(`INC-${year}-002`);
    const tab = await world.catops(['complete', '--', 'incident', 'show', '']);
    expect(tab.out).toMatch(new RegExp(`^INC-${year}-002\\tinvestigating: Another$`, 'm'));
  });
});

describe('a wrong command line', () => {
  it.each([
    [['open'], 2, /Nothing was given for <title>/],
    [['open', 'x', '-s', '5'], 2, /--severity: "5" is no severity; write 1, 2, 3 or 4\./],
    [['open', 'x', '--page', '--no-page'], 2, /--page and --no-page exclude each other/],
    [['open', 'x', '--at', 'soon'], 2, /--at: "soon" is no time/],
    [['open', 'x', '--at', '2999-01-01T00:00Z'], 2, /still to come/],
    [['open', 'x', '--tz', 'Mars/Base'], 2, /"Mars\/Base" is no time zone/],
    [['open', 'x', '--runbook', 'nope'], 2, /no runbook "nope"/],
    [['note', 'x'], 2, /No incident of catops is open/],
    [['show', '999'], 2, /999/],
    [['show', 'INC-1999-001'], 2, /INC-1999-001/],
    [['severity', 'loud'], 2, /Write the new severity/],
    [['milestone', 'fixed'], 2, /"fixed" is no milestone; it is one of impact-started/],
    [['assign'], 2, /Name one person/],
    [['exec', 'ls'], 2, /write -- before the command/],
    [['list', '-n', '0'], 2, /not a whole number from 1/],
    [['note', 'x', '--file', 'no-such-file'], 2, /no-such-file cannot be attached/],
    [['frobnicate'], 2, /unknown command 'frobnicate'/],
  ])('incident %j ends with %d and one sentence, and nobody is woken', async (args, code, text) => {
    const { exit, out, err } = await world.catops(['incident', ...args]);
    expect([exit, out]).toEqual([code, '']);
    expect(err).toMatch(text);
    expect(err).not.toMatch(/ {4}at /);
    expect(made(world)).toEqual([0, 0, 0]);
  });

  it('asks for what cannot be taken back, and answers 3 with the plan where nobody sits', async () => {
    await world.catops(open);
    const { exit, json } = await world.catops(['inc', 'cancel', 'It was a drill', '--json']);
    expect(exit).toBe(3);
    expect(json()).toMatchObject({
      schema: 'catops.plan/v1',
      confirm: { argv: ['catops', 'inc', 'cancel', 'It was a drill', '--json', '--yes'] },
    });
    const done = await world.catops(['inc', 'cancel', 'It was a drill', '--yes']);
    expect([done.exit, done.out.includes('cancelled')]).toEqual([0, true]);
  });
});

describe('running a command for an incident', () => {
  it('ends as the command ended, lets its output through, and records it', async () => {
    await world.catops(open);
    const script = 'echo out; echo err >&2; exit 9';
    const ran = await world.catops(['incident', 'exec', '--', 'sh', '-c', script]);
    expect([ran.exit, ran.out]).toEqual([9, 'out\n']);
    expect(ran.err).toContain('err\n');
    const { out } = await world.catops(['incident', 'timeline']);
    expect(out).toMatch(/Ran `sh -c .*exit 9/);
  });

  it('that cannot be started ends with 2', async () => {
    await world.catops(open);
    const { exit, err } = await world.catops(['incident', 'exec', '--', 'no-such-program']);
    expect(exit).toBe(2);
    expect(err).toContain('no-such-program could not be started');
  });
});

describe('secrets and escape codes', () => {
  it('from a title, a log line and a vendor reach neither terminal nor vendor nor record', async () => {
    const secret = 'xoxb-1234567890-canarycanary';
    const nasty = `red \u001b[31m and \u001b]0;owned\u0007 ${secret} ${world.secrets[0]}`;
    const opened = await world.catops(['incident', 'open', nasty, '-s', '1']);
    const noted = await world.catops(['incident', 'note', `saw ${secret}\u009b31m`]);
    const echo = ['sh', '-c', `printf '\\033[31m%s' "${secret}"`];
    const ran = await world.catops(['incident', 'exec', '--', ...echo]);
    const shown = await Promise.all(
      ['show', 'timeline', 'list'].map((verb) => world.catops(['incident', verb])),
    );
    const said = [opened, noted, ...shown].flatMap(({ out, err }) => [out, err]).join('\n');
    for (const control of ['\u001b', '\u009b', '\u0007']) expect(said).not.toContain(control);
    const sent = [world.pagerduty, world.slack, world.trello].flatMap(({ requests }) =>
      requests.map(({ path, query, body }) => `${path}?${query} ${body}`),
    );
    // The routing key belongs into the body of a page, and nowhere else.
    const bodies = sent.join('\n').replaceAll(`"routing_key":"${world.secrets[0]}"`, '');
    for (const each of [secret, ...world.secrets]) {
      expect(said, each).not.toContain(each);
      expect(bodies, each).not.toContain(each);
      expect(await contentsOf(world.env['CATOPS_STATE_DIR'] ?? ''), each).not.toContain(each);
    }
    expect(ran.exit).toBe(0);
  });
});

describe('Ctrl-C while a vendor hangs', () => {
  it('ends with 130, leaves nothing running, and what is queued is sent later', async () => {
    world.slack.fail('*', 'hang', { times: 'always' });
    const run = world.start(open, { CATOPS_FOREGROUND: '30s' });
    while (world.pagerduty.pages() === 0 || world.trello.cards.length === 0) await sleep(20);
    const started = childrenOf(run.pid);
    run.interrupt();
    const { exit, ms, err } = await run.ended;
    expect(exit, err).toBe(130);
    expect(ms).toBeLessThan(8000);
    await gone(started);
    world.slack.faults.clear();
    expect((await world.catops(['incident', 'sync', '--wait'])).exit).toBe(0);
    expect(made(world)).toEqual([1, 1, 1]);
  });
});

describe('practising', () => {
  it('goes from open to the report with no vendor reached, whatever the settings say', async () => {
    const practise = (...words: string[]) => world.catops(['incident', ...words, '--practice']);
    const opened = await practise('open', title);
    expect([opened.exit, opened.out.includes('On-call (practice)')], opened.err).toEqual([0, true]);
    for (const words of [
      ['ack'],
      ['note', 'Rolled back; minimal effect', '--at', '1 min ago'],
      ['milestone', 'mitigated'],
      ['action', 'Cache the route', '--does', 'prevent', '--owner', 'api', '--due', '2030-01-01'],
      ['resolve', 'The route answers from its cache'],
      ['report'],
      ['close'],
    ]) {
      const { exit, err } = await practise(...words);
      expect(exit, `${words.join(' ')}: ${err}`).toBe(0);
    }
    const report = await contentsOf(join(world.env['CATOPS_STATE_DIR'] ?? '', 'practice'));
    expect(report).toContain('Rolled back; minimal effect');
    const vendors = [world.pagerduty, world.slack, world.trello];
    expect(vendors.map(({ connections }) => connections.length)).toEqual([0, 0, 0]);
    expect((await world.catops(['incident', 'list', '--all'])).out).toContain(
      'No incident is open',
    );
  });
});

describe('what strangers read', () => {
  it('is never published by a script that nobody approved it for', async () => {
    await world.catops(open);
    await world.catops(['incident', 'note', 'db-1.internal is full']);
    const nothing = await world.catops(['incident', 'publish']);
    expect([nothing.exit, nothing.err]).toEqual([10, expect.stringContaining('marked')]);
    await world.catops(['incident', 'update', '--public', 'Pictures load slowly']);
    const asked = await world.catops(['incident', 'publish', '--json']);
    expect(asked.exit).toBe(3);
    expect(asked.json()['notes']).toContain('+ Pictures load slowly');
    await world.catops(['incident', 'update', '--public', 'Mail ada@example.com']);
    const found = await world.catops(['incident', 'publish']);
    expect([found.exit, found.err]).toEqual([10, expect.stringContaining('ada@example.com')]);
    const board = world.trello.cards.filter(({ idBoard }) => idBoard === world.trello.public.id);
    expect(board).toEqual([]);
  });
});

describe('the doctor', () => {
  it('finds nothing broken where all is well, and changes nothing', async () => {
    const { exit, out } = await world.catops(['doctor']);
    expect(exit, out).toBe(0);
    expect(out).toMatch(/PagerDuty +routing key +✓ ok/);
    expect(out).toMatch(/0 broken/);
    expect(made(world)).toEqual([0, 0, 0]);
  });

  it('names what is broken with its mend, ends with 10, and shows no credential', async () => {
    const wrong = {
      CATOPS_PAGERDUTY_ROUTING_KEY: 'canary-short',
      CATOPS_SLACK_TOKEN: 'xoxb-canary',
    };
    const { exit, json } = await world.catops(['doctor', '--json'], wrong);
    expect(exit).toBe(10);
    const findings = json()['findings'] as { area: string; state: string; mend: string | null }[];
    const broken = findings.filter(({ state }) => state === 'broken');
    expect(broken.map(({ area }) => area)).toEqual(expect.arrayContaining(['PagerDuty', 'Slack']));
    for (const { mend } of broken) expect(mend).toBeTruthy();
    expect(JSON.stringify(findings)).not.toMatch(/canary/);
  });
});

async function contentsOf(directory: string): Promise<string> {
  const { readFile } = await import('node:fs/promises');
  const files = await readdir(directory, { recursive: true, withFileTypes: true });
  const texts = files
    .filter((file) => file.isFile())
    .map((file) => readFile(join(file.parentPath, file.name), 'utf8'));
  return (await Promise.all(texts)).join('\n');
}
