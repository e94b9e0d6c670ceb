import { changeIncident, refuse } from './change-incident.js';
import { openPorts } from './deliveries/open-ports.js';
import type { IncidentDeps } from './deps.js';
import { draft } from './draft.js';
import { foldIncident } from './fold.js';
import type { Incident } from './incident.js';
import type { ImportedLine, Outcome } from './ports.js';
import type { ImportTimeline } from './use-cases.js';

/** Takes over what was written in the chat's thread or the on-call log; twice adds nothing. */
export const importTimeline: ImportTimeline = async (deps, { id, from }, onEvent, signal) => {
  const { entries } = await deps.store.read(id);
  const lines = await read(deps, foldIncident(entries), from, signal);
  if (lines.kind !== 'done') {
    throw refuse(`Nothing could be imported from ${from}: ${lines.message}`, 'catops doctor');
  }
  let added = 0;
  const outcome = await changeIncident(deps, id, onEvent, signal, ({ history }) => {
    const known = new Set(history.flatMap((e) => e.evidence.map(({ title }) => title)));
    const fresh = lines.value.filter((line) => !known.has(markOf(from, line)));
    added = fresh.length;
    return { entries: fresh.map((line) => entryOf(deps, from, line)), silent: true };
  });
  return { ...outcome, added, known: lines.value.length - added };
};

async function read(
  deps: IncidentDeps,
  incident: Incident,
  from: 'chat' | 'on-call',
  signal: AbortSignal,
): Promise<Outcome<readonly ImportedLine[]>> {
  const config = from === 'chat' ? deps.targets.chat : deps.targets.onCall;
  if (config.kind === 'absent') throw refuse(config.reason, config.hint);
  const ports = openPorts(deps.targets);
  if (from === 'on-call') return (await ports.onCall()).log(incident.dedupKey, signal);
  const { remote: room, headline } = incident.targetStates.chat;
  if (!room || !headline) throw refuse(`${incident.id} has no thread in the chat.`);
  return (await ports.chat()).readThread({ room: room.id, thread: headline.id }, signal);
}

function entryOf(deps: IncidentDeps, from: 'chat' | 'on-call', line: ImportedLine) {
  return draft(
    deps,
    { kind: 'note', text: line.text },
    {
      when: { at: line.at, precision: 'exact' },
      source: from,
      actor: { id: line.by, role: null, kind: 'person' },
      evidence: [{ title: markOf(from, line), url: line.url, sha256: null }],
    },
  );
}

function markOf(from: string, { id }: ImportedLine): string {
  return `${from} ${id}`;
}
