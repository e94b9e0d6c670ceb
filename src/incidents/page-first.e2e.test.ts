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
    const { code } = await run(site, open);
    expect([code, site.slack.channels.length, site.trello.cards.length]).toEqual([5, 1, 1]);
    // Told while the first page still hung: before it was given up and tried once more.
    const [, secondTry] = site.pager.requests.filter(({ route }) => route === 'POST /v2/enqueue');
    const told = mirrors().map(({ order }) => order);
    expect(Math.min(...told)).toBeLessThan(secondTry?.order ?? Number.POSITIVE_INFINITY);
    const card = site.trello.requests.find(({ route }) => route === 'POST /1/cards');
    expect(card?.order).toBeLessThan(secondTry?.order ?? Number.POSITIVE_INFINITY);
  });

  it('waits on nobody: with chat and board hanging it ends within its budget with 6', async () => {
    site.slack.fail('*', 'hang', { times: 'always' });
    site.trello.fail('*', 'hang', { times: 'always' });
    // A vendor that hangs never answers: ending at all is ending by its own budget.
    const { code } = await run(site, open);
    expect([code, site.pager.pages()]).toEqual([6, 1]);
  });
});
