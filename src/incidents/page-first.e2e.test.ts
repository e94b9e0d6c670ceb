import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closeSite, openSite, run, type Site } from './testing/vendor-site.js';

let site: Site;
beforeEach(async () => {
  site = await openSite();
});
afterEach(() => closeSite(site));

const open = ['incident', 'open', '5xx on all routes', '-s', '1'] as const;
const mirrors = () => [...site.slack.connections, ...site.trello.connections];
const page = () => site.pager.requests.find(({ route }) => route === 'POST /v2/enqueue');

describe('the page', () => {
  it('is on the wire before any other socket is opened', async () => {
    const { code } = await run(site, open);
    expect(code).toBe(0);
    const first = Math.min(...mirrors().map(({ order }) => order));
    expect(page()?.order).toBeLessThan(first);
    expect(site.pager.pages()).toBe(1);
  });

  it('delays nobody: with a pager that hangs, chat and board are told at once', async () => {
    site.pager.fail('POST /v2/enqueue', 'hang', { times: 'always' });
    const begun = Date.now();
    const { code } = await run(site, open);
    expect([code, site.slack.channels.length, site.trello.cards.length]).toEqual([5, 1, 1]);
    const last = Math.max(...site.trello.requests.map(({ at }) => at));
    expect(last - begun).toBeLessThan(6000);
  });

  it('waits on nobody: with chat and board hanging it ends within its budget with 6', async () => {
    site.slack.fail('*', 'hang', { times: 'always' });
    site.trello.fail('*', 'hang', { times: 'always' });
    const begun = performance.now();
    const { code } = await run(site, open);
    expect([code, site.pager.pages()]).toEqual([6, 1]);
    expect(performance.now() - begun).toBeLessThan(14_000);
  });
});
