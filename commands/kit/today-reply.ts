import type { Today } from '../../src/contracts/today.js';
import { CatopsError } from '../../src/platform/errors.js';
import { tellToday } from '../../src/today/tell-today.js';
import { todayLines } from '../../src/today/today-lines.js';
import type { Reply } from './command.js';
import type { TodayWork } from './schedule-wiring.js';

const schema = 'catops.today/v1';

/** The day so far. */
export async function todayReply(work: TodayWork): Promise<Reply> {
  const today = await readOrSay(work);
  const { service, zone } = work;
  return {
    exit: 'ok',
    data: { schema, ...today },
    text: () => todayLines({ today, service, zone }).join('\n'),
  };
}

/** The day so far, posted: once in a minute, however often it is asked, and by however many at once. */
export async function postTodayReply(work: TodayWork, signal: AbortSignal): Promise<Reply> {
  const today = await readOrSay(work);
  const chat = chatOf(work);
  const claim = await work.claim(signal);
  if ('busy' in claim) {
    const message = `The note was not posted: ${claim.busy} posts one, and has not ended.`;
    throw new CatopsError('delivery-failed', message, { hint: 'catops today post' });
  }
  const said = await tellToday(chat, { today, occasion: byHand(today) }, signal).finally(
    claim.release,
  );
  return {
    exit: 'ok',
    data: { schema, dryRun: false, ...today, posted: said },
    text: () => `Posted: ${said}`,
  };
}

/** Where it is posted. Throws `config-invalid` where that is nowhere. */
function chatOf(work: TodayWork) {
  const { note } = work;
  if (note) return { ...work, note };
  throw new CatopsError('config-invalid', work.missing.join(' '), {
    hint: 'catops today post --practice',
  });
}

/** What is known; throws `config-invalid` where there is nothing to know it from. */
async function readOrSay({ read, dataDir }: TodayWork): Promise<Today> {
  const today = await read();
  if (today) return today;
  throw new CatopsError('config-invalid', `The API has no database in ${dataDir}.`, {
    hint: 'catops up, or set CATOPS_DATA_DIR or CATOPS_DATABASE_URL',
  });
}

function byHand({ at }: Today): string {
  return `by-hand-${at.slice(11, 16).replace(':', '')}`;
}
