import type { Alarm } from '../../src/alarms/alarm.js';
import type { ToldChange } from '../../src/alarms/follow/follow-event.js';
import { newsOf } from '../../src/alarms/follow/news-of.js';
import type { AlarmNews } from '../../src/alarms/local/alarm-news.js';
import { createTell, type Told } from '../../src/alarms/local/tell-people.js';
import type { IncidentDeps } from '../../src/incidents/deps.js';
import { CatopsError, messageOf } from '../../src/platform/errors.js';
import type { Invocation } from './command.js';
import type { Flags } from './flags.js';
import { readRunbook } from './runbook-steps.js';

/** Tells incidents of changes, one after the other. */
export interface AlarmIncidents {
  /** `alarms` are all that are followed. */
  run(told: ToldChange, alarms: readonly Alarm[]): void;
  /** Until all are told. */
  drain(): Promise<void>;
}

type Context = Pick<Invocation<Flags>, 'host' | 'wiring'>;

/**
 * Opens the incident of an alarm that fires, or notes in the one that is open what became of it, and
 * says in one sentence what it did. What fails is said, and following goes on.
 */
export async function createAlarmIncidents(
  context: Context,
  say: (text: string) => void,
): Promise<AlarmIncidents> {
  const { deps } = await context.wiring.incidents();
  // Nobody types here: the record says that the program did it.
  const actor = { id: 'catops', role: null, kind: 'tool' } as const;
  const unattended = { ...deps, policy: { ...deps.policy, actor } };
  let last: Promise<void> = Promise.resolve();
  const tell = async (news: AlarmNews): Promise<void> => {
    const text = await toldText(context, async () => unattended, news);
    if (text !== null) say(text);
  };
  return {
    run: (told, alarms) => {
      last = last.then(() => tell(newsOf(told, alarms)));
    },
    drain: () => last,
  };
}

/** Tells people, and answers in one sentence what came of it; null where nothing did. */
export async function toldText(
  { host, wiring }: Context,
  incidentsOf: () => Promise<IncidentDeps>,
  news: AlarmNews,
): Promise<string | null> {
  const runbookOf = async (name: string) =>
    name === '' ? undefined : readRunbook(wiring.runbookFolders(), name).catch(() => undefined);
  try {
    const incidents = await incidentsOf();
    const tell = createTell({ incidents, runbookOf });
    return saidOf(await tell(news, host.signal));
  } catch (error) {
    if (!(error instanceof CatopsError)) throw error;
    return `The incident of ${news.change.name} could not be told: ${messageOf(error)}`;
  }
}

function saidOf(told: Told): string | null {
  switch (told.kind) {
    case 'nothing':
      return null;
    case 'noted':
      return `Noted in ${told.id}, which is open already.`;
    case 'not-yet':
      return `NOBODY WAS TOLD, and nothing was written down: ${told.reason}`;
    case 'opened':
      return `${told.id} is open${pageText(told.page)}`;
  }
}

/** What became of a page, as the end of a sentence about its incident. */
export function pageText(page: Extract<Told, { kind: 'opened' }>['page']): string {
  switch (page.kind) {
    case 'accepted':
      return ', and on-call is paged.';
    case 'not-asked':
      return `; nobody is woken: ${page.reason}`;
    case 'not-confirmed':
      return `, and PAGING IS NOT CONFIRMED: ${page.error.message}`;
  }
}
