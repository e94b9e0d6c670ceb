import { CatopsError } from '../platform/errors.js';
import type { IncidentDeps } from './deps.js';
import { type IncidentId, isIncidentId } from './entry.js';
import { listIncidents } from './list-incidents.js';
import type { ResolveReference } from './use-cases.js';

/** Finds the incident somebody means. */
export const resolveReference: ResolveReference = async (deps, reference) => {
  if (reference === undefined) return onlyOpen(deps);
  const text = reference.trim();
  if (text.toLowerCase() === 'latest') return latest(deps);
  const upper = text.toUpperCase();
  if (isIncidentId(upper)) return known(deps, upper);
  if (/^\d{1,6}$/.test(text)) return byNumber(deps, text);
  const short = /^(?:INC-)?(\d{4})-(\d{1,6})$/.exec(upper);
  if (short) return known(deps, `INC-${Number(short[1])}-${short[2]?.padStart(3, '0')}`);
  const forms = 'an incident is written INC-2018-001, 001 or latest';
  throw unknown(`"${text}" names no incident; ${forms}.`, await openIds(deps));
};

async function onlyOpen(deps: IncidentDeps): Promise<IncidentId> {
  const { incidents } = await listIncidents(deps, { which: 'open', limit: 20 });
  const ours = incidents.filter(({ service }) => service === deps.policy.service);
  const [only] = ours;
  if (only && ours.length === 1) return only.id;
  const message =
    ours.length === 0
      ? `No incident of ${deps.policy.service} is open.`
      : `${ours.length} incidents of ${deps.policy.service} are open: say which.`;
  throw unknown(
    message,
    ours.map(({ id }) => id),
  );
}

async function latest(deps: IncidentDeps): Promise<IncidentId> {
  for await (const id of deps.store.ids()) {
    if (await exists(deps, id)) return id;
  }
  throw unknown('There is no incident yet.', []);
}

/** A number alone: of this year, or of the newest year that has it. */
async function byNumber(deps: IncidentDeps, digits: string): Promise<IncidentId> {
  const number = String(Number(digits)).padStart(3, '0');
  const thisYear = new Date(deps.clock.now()).getUTCFullYear();
  for (const year of [thisYear, thisYear - 1, thisYear - 2]) {
    const id: IncidentId = `INC-${year}-${number}`;
    if (await exists(deps, id)) return id;
  }
  throw unknown(`There is no incident with the number ${number}.`, await openIds(deps));
}

async function known(deps: IncidentDeps, id: IncidentId): Promise<IncidentId> {
  if (await exists(deps, id)) return id;
  throw unknown(`There is no incident ${id}.`, await openIds(deps));
}

async function exists(deps: IncidentDeps, id: IncidentId): Promise<boolean> {
  try {
    await deps.store.read(id);
    return true;
  } catch (error) {
    if (error instanceof CatopsError && error.code === 'incident-unknown') return false;
    throw error;
  }
}

async function openIds(deps: IncidentDeps): Promise<readonly IncidentId[]> {
  return (await deps.store.open()).slice(0, 5);
}

function unknown(message: string, open: readonly IncidentId[]): CatopsError {
  const hint =
    open.length > 0 ? `one that is open: ${open.join(', ')}` : 'catops incident list --all';
  return new CatopsError('incident-unknown', message, { hint });
}
