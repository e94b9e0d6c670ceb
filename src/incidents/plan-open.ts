import type { Delivery } from './deliveries/delivery.js';
import { configured } from './deliveries/open-ports.js';
import { renderCard, renderHeadline, renderPage } from './deliveries/render.js';
import type { IncidentId } from './entry.js';
import { foldIncident } from './fold.js';
import type { Incident } from './incident.js';
import { channelNameOf } from './naming.js';
import { buildOpening, checkOpening, planPaging } from './opening.js';
import type { PlanOpen } from './use-cases.js';

/** What `open` would send, in order, without writing or calling anything. */
export const planOpen: PlanOpen = async (deps, input) => {
  checkOpening(deps, input);
  const paging = planPaging(deps, input);
  const id: IncidentId = `INC-${new Date(deps.clock.now()).getUTCFullYear()}-next`;
  const opening = { deps, input, publicRef: deps.ids.random(8), paging };
  const { entries, deliveries = [] } = buildOpening(opening, id);
  const numbered = entries.map((entry, i) => ({ v: 1 as const, inc: id, seq: i + 1, ...entry }));
  const incident = foldIncident(numbered, deps.policy.updateEveryMinutes);
  const cache = await deps.store.onCallCache().catch(() => null);
  return {
    incident,
    pages: paging.wanted,
    reason: paging.reason,
    dedupKey: incident.dedupKey,
    channelName: channelNameOf(id, incident.title),
    requests: deliveries.map((delivery) => {
      const config = configured(deps.targets, delivery.target);
      return {
        target: delivery.target,
        name: config.kind === 'ready' ? config.name : delivery.target,
        op: delivery.work.op,
        marker: delivery.marker,
        content: contentOf(delivery, incident),
        must: delivery.must,
      };
    }),
    skipped: paging.skipped,
    onCall: cache && { people: cache.people.map(({ name }) => name), at: cache.at },
    looksFor: deps.changes.map(({ kind }) => kind),
  };
};

function contentOf({ work }: Delivery, incident: Incident): unknown {
  switch (work.op) {
    case 'page.trigger':
      return renderPage(incident);
    case 'chat.room':
      return { channelName: channelNameOf(incident.id, incident.title), topic: incident.title };
    case 'chat.headline':
      return renderHeadline(incident);
    case 'board.card':
      return renderCard(incident);
    case 'board.checklist':
      return { name: work.name, items: work.items };
    default:
      return null;
  }
}
