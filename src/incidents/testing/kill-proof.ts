import type { Fault } from '../../testing/loopback-faults.js';
import { closeSite, openSite, run, type Site, start } from './vendor-site.js';

// The proof that nothing is sent twice and nothing is lost: the built command against loopback
// vendors that misbehave, killed with SIGKILL at random moments and at each step as the vendors see
// it. The command itself knows nothing of being proved.

export interface KillProofOptions {
  /** SIGKILLs that really ended a process. */
  readonly kills: number;
  /** Incidents at a time. */
  readonly concurrency: number;
  /** The same seed kills at the same planned moments. */
  readonly seed: number;
}

export interface KillProofResult {
  readonly incidents: number;
  readonly kills: number;
  /** Kills by what was waited for. */
  readonly moments: Readonly<Record<string, number>>;
  /** Faults that the vendors were told to have. */
  readonly faults: Readonly<Record<string, number>>;
  /** Objects that a later process found and took over, by the record. */
  readonly adopted: number;
  /** One sentence for each thing that was there twice, or not at all. */
  readonly violations: readonly string[];
}

interface Tally {
  kills: number;
  incidents: number;
  adopted: number;
  readonly moments: Record<string, number>;
  readonly faults: Record<string, number>;
  readonly violations: string[];
}

/** Kills until it has killed often enough, then answers what the vendors counted. */
export async function proveKills(options: KillProofOptions): Promise<KillProofResult> {
  const tally: Tally = {
    kills: 0,
    incidents: 0,
    adopted: 0,
    moments: {},
    faults: {},
    violations: [],
  };
  const worker = async (number: number) => {
    const random = seeded(options.seed * 1000 + number);
    while (tally.kills < options.kills) await proveOne(random, tally);
  };
  await Promise.all(Array.from({ length: options.concurrency }, (_, number) => worker(number)));
  return tally;
}

const title = 'Killed while it was opened';
const noteText = 'the database is fine';

async function proveOne(random: () => number, tally: Tally): Promise<void> {
  const site = await openTroubledSite(random, tally);
  try {
    // With a key an interrupted `open` may be repeated; without one it must have been recorded.
    const keyed = random() < 0.6;
    const open = ['incident', 'open', title, '-s', '1', ...(keyed ? ['--key', 'proof'] : [])];
    const repeat = keyed ? open : ['incident', 'sync'];
    await killed(site, open, keyed ? anyMoment(random) : atRequest(random, 12), tally);
    if (!keyed && (await recorded(site)) === 0) return;
    await killed(site, repeat, anyMoment(random), tally);
    await killed(site, ['incident', 'note', noteText], anyMoment(random), tally);
    if (keyed) await run(site, open);
    await settle(site);
    tally.incidents += 1;
    await judge(site, tally);
  } finally {
    await closeSite(site);
  }
}

/** Delivers the rest, as an operator would: `sync --wait` until it says 0. */
async function settle(site: Site): Promise<void> {
  for (let round = 0; round < 4; round += 1) {
    const { code } = await run(site, ['incident', 'sync', '--wait']);
    if (code === 0) return;
  }
}

async function judge(site: Site, tally: Tally): Promise<void> {
  const { pager, slack, trello } = site;
  const shown = await run(site, ['incident', 'timeline', 'latest', '--json']);
  const notes = shown.out.includes(noteText);
  tally.adopted += shown.out.split('"adopted"').length - 1;
  const top = slack.messages.filter(({ thread }) => thread === null);
  const replies = slack.messages.filter(({ text, blocks }) =>
    `${text}${JSON.stringify(blocks)}`.includes(noteText),
  );
  const comments = trello.cards.flatMap((card) => card.comments);
  const noted = comments.filter(({ text }) => text.includes(noteText));
  const counts: readonly (readonly [string, number, number, number])[] = [
    ['page', pager.pages(), 1, 1],
    ['channel', slack.channels.length, 1, 1],
    ['headline', top.length, 1, 1],
    ['card', trello.cards.length, 1, 1],
    // A note cut off before it was recorded may be nowhere; recorded, it is everywhere once.
    ['reply', replies.length, notes ? 1 : 0, 1],
    ['comment', noted.length, notes ? 1 : 0, 1],
    ['incident', await recorded(site), 1, 1],
  ];
  for (const [what, found, least, most] of counts) {
    if (found >= least && found <= most) continue;
    tally.violations.push(
      `${found} of ${what}, not ${least === most ? least : `${least}–${most}`}: ${site.stateDir}`,
    );
  }
}

async function recorded(site: Site): Promise<number> {
  const { out } = await run(site, ['incident', 'list', '--json']);
  return out.split('"id": "INC-').length - 1;
}

/** When to kill: told how the vendors stand, and how long the process has run. */
interface Moment {
  readonly name: string;
  isNow(seen: { requests: number; answers: number; ms: number }): boolean;
}

function anyMoment(random: () => number): Moment {
  const pick = random();
  if (pick < 0.2) return afterMs(random() * 900);
  return pick < 0.65 ? atRequest(random, 24) : atAnswer(random, 24);
}

function afterMs(ms: number): Moment {
  return { name: 'at a random time', isNow: (seen) => seen.ms >= ms };
}

function atRequest(random: () => number, most: number): Moment {
  const nth = 1 + Math.floor(random() * most);
  return { name: 'request received', isNow: ({ requests }) => requests >= nth };
}

function atAnswer(random: () => number, most: number): Moment {
  const nth = 1 + Math.floor(random() * most);
  return { name: 'request answered', isNow: ({ answers }) => answers >= nth };
}

async function killed(
  site: Site,
  args: readonly string[],
  moment: Moment,
  tally: Tally,
): Promise<void> {
  const child = start(site, args);
  const before = seenOf(site);
  const begun = performance.now();
  let done = false;
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  void ended.then(() => {
    done = true;
  });
  while (!done) {
    const now = seenOf(site);
    const requests = now.requests - before.requests;
    const answers = now.answers - before.answers;
    if (moment.isNow({ requests, answers, ms: performance.now() - begun })) {
      child.kill('SIGKILL');
      break;
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await ended;
  if (child.signalCode !== 'SIGKILL') return;
  tally.kills += 1;
  tally.moments[moment.name] = (tally.moments[moment.name] ?? 0) + 1;
}

function seenOf({ pager, slack, trello }: Site): { requests: number; answers: number } {
  const all = [...pager.requests, ...slack.requests, ...trello.requests];
  return { requests: all.length, answers: all.filter(({ outcome }) => outcome !== null).length };
}

/** What a vendor may do wrong once; those after the work are the ones that make duplicates. */
const faults: readonly Fault[] = [
  'error-after-work',
  'reset-after-work',
  'html-after-work',
  'hang-after-work',
  'error',
  'reset',
  'rate-limit',
  'rate-limit-unsaid',
];
const routes = [
  ['pager', 'POST /v2/enqueue'],
  ['slack', 'POST /api/conversations.create'],
  ['slack', 'POST /api/chat.postMessage'],
  ['trello', 'POST /1/cards'],
] as const;

async function openTroubledSite(random: () => number, tally: Tally): Promise<Site> {
  const site = await openSite();
  for (const vendor of [site.pager, site.slack, site.trello]) {
    vendor.slow({ before: 10 + random() * 40, after: 10 + random() * 40 });
  }
  const [place, route] = routes[Math.floor(random() * routes.length)] ?? routes[0];
  const fault = faults[Math.floor(random() * faults.length)] ?? 'error';
  if (random() < 0.5) {
    site[place].fail(route, fault, { retryAfter: 1 });
    tally.faults[fault] = (tally.faults[fault] ?? 0) + 1;
  }
  return site;
}

/** A small generator of numbers in [0, 1), the same for the same seed. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
